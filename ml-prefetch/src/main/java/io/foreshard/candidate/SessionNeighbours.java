package io.foreshard.candidate;

import static io.foreshard.candidate.InteractionLog.NONE;

import io.foreshard.candidate.InteractionLog.Level;
import java.util.Arrays;

/**
 * The sessions most similar to one session (VMIS-kNN, Kersbergen, Sprangers, Schelter, "Serenade", SIGMOD 2022), found in the {@linkplain InteractionLog log} itself. Not thread-safe.
 *
 * <p>The similarity is the sum of the weights of the common keys, in steps of 1 / keys from 1 for the last key of the session. Of equally similar sessions those of the later interactions are taken.
 */
final class SessionNeighbours {
    private static final int MAX_NEIGHBOURS = 100;
    /** Last interactions of a key that are looked at. */
    private static final int MAX_POSTINGS = 500;
    /** Weight that a neighbour loses for each later key of the session that it does not have. */
    private static final float MISSED = .1f;

    private static final int SIMILARITY = 0;
    private static final int FIRST_MATCH = 1;
    private static final int LAST_MATCH = 2;
    private static final int COLUMNS = 3;

    private final InteractionLog log;
    private final Level level;
    private final Counts sessions = new Counts(COLUMNS);
    private int[] entries = new int[256];

    /** Takes a neighbour. */
    interface Visitor {
        /**
         * Takes a neighbour.
         *
         * @param number a number from 1 that no other neighbour of this search has
         * @param entry position of the last key that it has in common
         * @param weight similarity, less for a neighbour without the last keys
         */
        void neighbour(int number, int entry, float weight);
    }

    SessionNeighbours(InteractionLog log, Level level) {
        this.log = log;
        this.level = level;
    }

    /**
     * Visits the neighbours of a session.
     *
     * @param keys distinct last keys of the session, the last one first
     * @param count number of keys
     */
    void visit(int session, int[] keys, int count, Visitor visitor) {
        sessions.clear();
        for (int rank = 0; rank < count; rank++) {
            match(session, keys[rank], rank, (float) (count - rank) / count);
        }
        // Similarities are multiples of 1 / count, so the most similar sessions are found by counting.
        int[] counts = new int[count * (count + 1) / 2 + 1];
        for (int row = 0; row < sessions.size(); row++) {
            counts[similarity(row, count)]++;
        }
        int lowest = counts.length - 1;
        int room = MAX_NEIGHBOURS;
        while (lowest > 1 && counts[lowest] <= room) {
            room -= counts[lowest--];
        }
        for (int row = 0; row < sessions.size(); row++) {
            int similarity = similarity(row, count);
            if (similarity > lowest || similarity == lowest && room-- > 0) {
                float weight = sessions.get(row, SIMILARITY) * (1 - MISSED * (sessions.get(row, FIRST_MATCH) + 1));
                visitor.neighbour(row + 1, entries[row], weight);
            }
        }
    }

    private void match(int session, int key, int rank, float weight) {
        int position = log.lastOf(level, key);
        for (int n = 0; position != NONE && n < MAX_POSTINGS; n++, position = log.before(level, position)) {
            int other = log.session(position);
            if (other == session) {
                continue;
            }
            int row = sessions.find(other);
            if (row == Counts.ABSENT) {
                row = sessions.row(other);
                sessions.set(row, FIRST_MATCH, rank);
                sessions.set(row, LAST_MATCH, -1);
                if (row == entries.length) {
                    entries = Arrays.copyOf(entries, 2 * entries.length);
                }
                entries[row] = position;
            }
            if (sessions.get(row, LAST_MATCH) != rank) {
                sessions.set(row, LAST_MATCH, rank);
                sessions.add(row, SIMILARITY, weight);
            }
        }
    }

    private int similarity(int row, int count) {
        return Math.round(sessions.get(row, SIMILARITY) * count);
    }
}
