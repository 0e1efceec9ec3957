package io.foreshard.candidate;

import static io.foreshard.candidate.InteractionLog.NONE;

import io.foreshard.candidate.InteractionLog.Level;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The sources of candidates for a user's next objects or groups. Each walks the {@linkplain InteractionLog log} and adds to the columns of a candidate; a candidate of several sources has one row. Not
 * thread-safe.
 *
 * <ul>
 *   <li>Markov chains of order 1 to 3: what followed the last one, two, three interactions of the session
 *   <li>co-visitation: objects before and after the last objects in other sessions, and the successors of successors
 *   <li>session neighbours (VMIS-kNN, Kersbergen, Sprangers, Schelter 2022): objects of the sessions that have the most objects in common
 *   <li>the last objects of the user, popular objects, popular objects of the group, and the result list shown last
 * </ul>
 */
final class CandidateSources {
    /** Columns of a row. */
    static final int MARKOV1 = 0;

    static final int MARKOV2 = 1;
    static final int MARKOV3 = 2;
    static final int AFTER = 3;
    static final int BEFORE = 4;
    static final int AROUND = 5;
    static final int TWO_STEPS = 6;
    static final int NEIGHBOURS = 7;
    static final int NEIGHBOURS_AFTER = 8;
    static final int NEIGHBOURS_NEAR = 9;
    static final int RECENT = 10;
    static final int IN_SESSION = 11;
    static final int OWN = 12;
    static final int POPULAR = 13;
    static final int IN_GROUP = 14;
    static final int SHOWN = 15;
    static final int SHOWN_DISTANCE = 16;
    private static final int NEIGHBOUR_SEEN = 17;
    private static final int COLUMNS = 18;

    /** Interactions of the user that are looked at, and distinct objects among them that are candidates. */
    private static final int MAX_HISTORY = 400;

    private static final int MAX_RECENT = 100;
    /** Distinct last objects of the session whose neighbour sessions are searched, and those whose co-visits are counted. */
    private static final int MAX_PREFIX = 9;

    private static final int NEAR_PREFIX = 4;
    /** Last interactions of an object that are looked at. */
    private static final int MAX_POSTINGS = 500;

    private static final int NEAR_POSTINGS = 100;
    private static final int NEAR_DISTANCE = 8;
    private static final int NEIGHBOUR_REACH = 40;
    private static final int FIRST_STEPS = 8;
    private static final int SECOND_STEPS = 50;
    private static final int GROUP_POSTINGS = 200;
    /** Interactions after which the nearness to a common object is 1 / e of it, and the nearness of those before the object. */
    private static final double NEAR_STEPS = 3;

    private static final float BACKWARD = .7f;
    /** Weight of an object before the last one, for each one after it. */
    private static final float PREFIX_DECAY = .6f;

    private static final double HALF_LIFE_SECONDS = TimeUnit.DAYS.toSeconds(3);

    private final InteractionLog log;
    private final Level level;
    private final Counts rows = new Counts(COLUMNS);
    private final SessionNeighbours neighbours;
    private final PopularKeys popular;
    private final TopKeys successors = new TopKeys(FIRST_STEPS);
    private final int[] prefix = new int[MAX_PREFIX];
    private int prefixLength;
    private int sessionLength;
    private int session;
    private int last;
    private int nowSeconds;
    private final float[] totals = new float[3];
    private float neighbourTotal;
    private float nearTotal;
    private long[] shown = {};

    CandidateSources(InteractionLog log, Level level) {
        this.log = log;
        this.level = level;
        neighbours = new SessionNeighbours(log, level);
        popular = new PopularKeys(log, level);
    }

    /**
     * Collects the candidates after an interaction.
     *
     * @param position last position of a user
     * @param shownIds objects shown last in the session, of the group of this interaction; not copied
     */
    void collect(int position, long[] shownIds) {
        rows.clear();
        Arrays.fill(totals, 0);
        last = position;
        shown = shownIds;
        session = log.session(position);
        nowSeconds = log.seconds(log.newest());
        history();
        if (prefixLength == 0) {
            return;
        }
        for (int rank = 0; rank < Math.min(NEAR_PREFIX, prefixLength); rank++) {
            near(rank);
        }
        chains();
        twoSteps();
        neighbours();
        popular.write(rows, POPULAR);
        if (level == Level.OBJECT) {
            group();
            shown();
        }
    }

    /** Returns the number of candidates. */
    int size() {
        return rows.size();
    }

    /** Returns the id of a candidate: that of the object, or the interest that is its group. */
    long id(int row) {
        int key = rows.key(row);
        if (level == Level.GROUP) {
            return log.interest(key);
        }
        return isUnknown(key) ? shown[unknown(key)] : log.objectId(key);
    }

    /** Returns the interest of a candidate. */
    long interest(int row) {
        int key = rows.key(row);
        return log.interest(level == Level.GROUP ? key : groupOf(key));
    }

    float get(int row, int column) {
        return rows.get(row, column);
    }

    /** Returns the weight of all successors that a Markov chain has counted, order 1 to 3. */
    float total(int order) {
        return totals[order - 1];
    }

    /** Returns the interactions of the session so far. */
    int sessionLength() {
        return sessionLength;
    }

    /** Returns whether a candidate is an object of the group of the last interaction. */
    boolean hasSameGroup(int row) {
        return level == Level.OBJECT && groupOf(rows.key(row)) == log.key(Level.GROUP, last);
    }

    private void history() {
        prefixLength = 0;
        sessionLength = 0;
        int distinct = 0;
        int position = last;
        for (int step = 0; position != NONE && step < MAX_HISTORY; step++, position = log.beforeOfUser(position)) {
            boolean inSession = log.session(position) == session;
            sessionLength += inSession ? 1 : 0;
            int key = log.key(level, position);
            if (key == KeyTable.ABSENT) {
                continue;
            }
            int row = rows.find(key);
            if (row == Counts.ABSENT) {
                if (distinct == MAX_RECENT) {
                    continue;
                }
                row = rows.row(key);
                rows.set(row, RECENT, 1f / ++distinct);
                if (inSession && prefixLength < MAX_PREFIX) {
                    prefix[prefixLength++] = key;
                }
            }
            rows.add(row, inSession ? IN_SESSION : OWN, 1);
        }
    }

    private void near(int rank) {
        int key = prefix[rank];
        int first = log.lastOf(level, key);
        float total = .2f;
        int position = first;
        for (int n = 0; position != NONE && n < NEAR_POSTINGS; n++, position = log.before(level, position)) {
            total += log.session(position) == session ? 0 : decay(position);
        }
        float share = (float) Math.pow(PREFIX_DECAY, rank) / total;
        position = first;
        for (int n = 0; position != NONE && n < NEAR_POSTINGS; n++, position = log.before(level, position)) {
            if (log.session(position) == session) {
                continue;
            }
            float weight = decay(position) * share;
            int near = log.afterInSession(position);
            for (int d = 1; near != NONE && d <= NEAR_DISTANCE; d++, near = log.afterInSession(near)) {
                add(near, key, rank == 0 ? AFTER : AROUND, weight / d);
            }
            near = log.beforeInSession(position);
            for (int d = 1; near != NONE && d <= NEAR_DISTANCE; d++, near = log.beforeInSession(near)) {
                add(near, key, rank == 0 ? BEFORE : AROUND, weight / d);
            }
        }
    }

    private void chains() {
        int before = log.beforeInSession(last);
        int second = before == NONE ? KeyTable.ABSENT : log.key(level, before);
        before = before == NONE ? NONE : log.beforeInSession(before);
        int third = before == NONE ? KeyTable.ABSENT : log.key(level, before);
        int position = log.lastOf(level, prefix[0]);
        for (int n = 0; position != NONE && n < MAX_POSTINGS; n++, position = log.before(level, position)) {
            int next = log.afterInSession(position);
            if (next == NONE || log.key(level, next) == KeyTable.ABSENT) {
                continue;
            }
            float weight = decay(position);
            int row = rows.row(log.key(level, next));
            count(row, MARKOV1, weight);
            int earlier = log.beforeInSession(position);
            if (second != KeyTable.ABSENT && earlier != NONE && log.key(level, earlier) == second) {
                count(row, MARKOV2, weight);
                earlier = log.beforeInSession(earlier);
                if (third != KeyTable.ABSENT && earlier != NONE && log.key(level, earlier) == third) {
                    count(row, MARKOV3, weight);
                }
            }
        }
    }

    private void count(int row, int order, float weight) {
        rows.add(row, order, weight);
        totals[order] += weight;
    }

    private void twoSteps() {
        successors.clear();
        for (int row = 0; row < rows.size(); row++) {
            if (rows.get(row, IN_SESSION) == 0 && rows.get(row, MARKOV1) > 0) {
                successors.offer(rows.key(row), rows.get(row, MARKOV1));
            }
        }
        for (int i = 0; i < successors.size(); i++) {
            int first = log.lastOf(level, successors.key(i));
            float total = .5f;
            int position = first;
            for (int n = 0; position != NONE && n < SECOND_STEPS; n++, position = log.before(level, position)) {
                total += log.afterInSession(position) == NONE ? 0 : 1;
            }
            float share = successors.weight(i) / (totals[MARKOV1] + .5f) / total;
            position = first;
            for (int n = 0; position != NONE && n < SECOND_STEPS; n++, position = log.before(level, position)) {
                int next = log.afterInSession(position);
                if (next != NONE && log.session(position) != session) {
                    add(next, successors.key(i), TWO_STEPS, share);
                }
            }
        }
    }

    private void neighbours() {
        neighbourTotal = 0;
        nearTotal = .001f;
        neighbours.visit(session, prefix, prefixLength, this::neighbour);
        for (int row = 0; row < rows.size() && neighbourTotal > 0; row++) {
            rows.set(row, NEIGHBOURS, rows.get(row, NEIGHBOURS) / neighbourTotal);
            rows.set(row, NEIGHBOURS_AFTER, rows.get(row, NEIGHBOURS_AFTER) / neighbourTotal);
            rows.set(row, NEIGHBOURS_NEAR, rows.get(row, NEIGHBOURS_NEAR) / nearTotal);
        }
    }

    private void neighbour(int number, int entry, float weight) {
        float near = weight * decay(entry);
        neighbourTotal += weight;
        nearTotal += near;
        int position = entry;
        for (int d = 0; position != NONE && d < NEIGHBOUR_REACH; d++, position = log.afterInSession(position)) {
            neighbour(position, number, weight, near * nearness(d), true);
        }
        position = log.beforeInSession(entry);
        for (int d = 1; position != NONE && d < NEIGHBOUR_REACH; d++, position = log.beforeInSession(position)) {
            neighbour(position, number, weight, near * BACKWARD * nearness(d), false);
        }
    }

    private static float nearness(int distance) {
        return (float) Math.exp(-distance / NEAR_STEPS);
    }

    private void neighbour(int position, int neighbour, float weight, float near, boolean after) {
        int key = log.key(level, position);
        if (key == KeyTable.ABSENT) {
            return;
        }
        int row = rows.row(key);
        if (rows.get(row, NEIGHBOUR_SEEN) == neighbour) {
            return;
        }
        rows.set(row, NEIGHBOUR_SEEN, neighbour);
        rows.add(row, NEIGHBOURS, weight);
        rows.add(row, NEIGHBOURS_NEAR, near);
        rows.add(row, NEIGHBOURS_AFTER, after ? weight : 0);
    }

    private void group() {
        int group = log.key(Level.GROUP, last);
        if (group == KeyTable.ABSENT) {
            return;
        }
        int position = log.lastOf(Level.GROUP, group);
        int n = 0;
        for (; position != NONE && n < GROUP_POSTINGS; n++, position = log.before(Level.GROUP, position)) {
            rows.add(rows.row(log.key(Level.OBJECT, position)), IN_GROUP, 1);
        }
        for (int row = 0; row < rows.size(); row++) {
            rows.set(row, IN_GROUP, rows.get(row, IN_GROUP) / n);
        }
    }

    private void shown() {
        int group = log.key(Level.GROUP, last);
        long current = log.objectId(log.key(Level.OBJECT, last));
        int at = -1;
        for (int i = 0; i < shown.length; i++) {
            at = shown[i] == current ? i : at;
        }
        for (int i = 0; i < shown.length; i++) {
            int key = log.find(shown[i], group);
            int row = rows.row(key == KeyTable.ABSENT ? unknown(i) : key);
            rows.set(row, SHOWN, 1f / (1 + i));
            rows.set(row, SHOWN_DISTANCE, at < 0 || at == i ? 0 : 1f / (i - at));
        }
    }

    /** Returns the key of a shown object that is not in the log, or the place of it in the list: the function is its own inverse. */
    private static int unknown(int place) {
        return -2 - place;
    }

    private static boolean isUnknown(int key) {
        return key < KeyTable.ABSENT;
    }

    private int groupOf(int object) {
        return isUnknown(object) ? log.key(Level.GROUP, last) : log.groupOf(object);
    }

    private void add(int position, int notKey, int column, float weight) {
        int key = log.key(level, position);
        if (key != notKey && key != KeyTable.ABSENT) {
            rows.add(rows.row(key), column, weight);
        }
    }

    private float decay(int position) {
        return (float) Math.pow(.5, Math.max(0, nowSeconds - log.seconds(position)) / HALF_LIFE_SECONDS);
    }
}
