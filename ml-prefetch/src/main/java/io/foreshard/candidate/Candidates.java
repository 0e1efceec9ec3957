package io.foreshard.candidate;

import io.foreshard.candidate.CandidateExamples.Snapshot;
import io.foreshard.candidate.InteractionLog.Level;
import io.foreshard.ingest.UserAction;
import io.foreshard.predict.SessionGap;
import io.foreshard.profile.WindowedAction;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The objects, and the groups of objects, that users may use next in their sessions, each with a probability. An action is part of the next prediction at once; the model of the probabilities is
 * {@linkplain #train trained} now and then, and calibrated by each session that ends. Thread-safe; a training does not hold up the other methods.
 *
 * <p>Memory is bounded: at most about 40 bytes for an interaction, 12 MB for the examples of objects and the same for those of groups, 8 MB for predictions whose outcome is not known yet; a training takes 50 MB for its time.
 */
public final class Candidates {
    private static final long[] NONE_SHOWN = {};
    private static final int MAX_OPEN_SESSIONS = 65_536;
    /** New examples of a training. */
    private static final int EXAMPLES = 16_384;

    /** Interactions of a group among which its members are counted. */
    private static final int MEMBER_INTERACTIONS = 256;

    private static final int EXAMPLES_OF_FIRST = 2_048;

    private final InteractionLog log;
    private final Supplier<SessionGap> gap;
    private final Map<Level, CandidateRanking> rankings = new EnumMap<>(Level.class);
    private final Map<Level, Long> trainedAt = new EnumMap<>(Level.class);
    /** Levels whose model was trained here. */
    private final Set<Level> own = EnumSet.noneOf(Level.class);
    /** The least recently active user first. */
    private final Map<UUID, Session> open = new LinkedHashMap<>(16, .75f, true);

    private CandidateModels offered = CandidateModels.NONE;

    /**
     * An object or a group that may be used.
     *
     * @param id id of the object, or the interest that is the group
     * @param interest interest of the object, or the same as the id
     * @param probability probability that it is used later in the session, from 0 to 1; it is learned from those that the session had not used before
     */
    public record Candidate(long id, long interest, double probability) {}

    private static final class Session {
        private Instant last = Instant.MIN;
        private long[] shown = NONE_SHOWN;
    }

    /**
     * Creates candidates without any knowledge.
     *
     * @param maxInteractions interactions with objects that are remembered, a power of two of at least 1,024
     * @param gap the gap between sessions, asked for at each action
     * @param seed seed of the choice of examples
     */
    public Candidates(int maxInteractions, Supplier<SessionGap> gap, long seed) {
        this.gap = gap;
        log = new InteractionLog(maxInteractions);
        for (Level level : Level.values()) {
            rankings.put(level, new CandidateRanking(log, level, seed));
            trainedAt.put(level, 0L);
        }
    }

    /**
     * Learns from an action of a user; actions come in about the order of their times.
     *
     * @param shown ids of the objects that were shown to the user, none if empty
     */
    public synchronized void observe(UUID user, WindowedAction action, long... shown) {
        Session session = open.get(user);
        boolean begins = session == null || gap.get().separates(session.last, action.time());
        if (begins) {
            endOfSession(user);
            session = new Session();
            open.put(user, session);
        }
        session.last = action.time();
        session.shown = shown.length == 0 ? session.shown : shown.clone();
        if (action.objectId() != UserAction.NO_OBJECT) {
            rankings.get(Level.OBJECT).used(user, action.objectId());
            if (action.interest() != UserAction.NO_INTEREST) {
                rankings.get(Level.GROUP).used(user, action.interest());
            }
            log.append(
                    user,
                    begins,
                    action.objectId(),
                    action.interest(),
                    action.time().toEpochMilli());
        }
        endOldest(action.time());
    }

    private void endOldest(Instant now) {
        Iterator<Map.Entry<UUID, Session>> oldest = open.entrySet().iterator();
        Map.Entry<UUID, Session> entry = oldest.next();
        if (open.size() > MAX_OPEN_SESSIONS || gap.get().isOver(entry.getValue().last, now)) {
            oldest.remove();
            rankings.values().forEach(ranking -> ranking.endOfSession(entry.getKey()));
        }
    }

    /** Tells that the session of a user has ended; without it, it ends with the {@linkplain SessionGap gap}. */
    public synchronized void endOfSession(UUID user) {
        open.remove(user);
        rankings.values().forEach(ranking -> ranking.endOfSession(user));
    }

    /** Returns the objects that a user may use next, the most probable first; none for a user without an interaction. */
    public List<Candidate> objects(UUID user, int max) {
        return rank(Level.OBJECT, user, max);
    }

    /** Returns the groups that a user may use next, the most probable first; none for a user without an interaction. */
    public List<Candidate> groups(UUID user, int max) {
        return rank(Level.GROUP, user, max);
    }

    /** Returns the ids of the objects of a group that were used most, in the last {@value #MEMBER_INTERACTIONS} interactions with it, the most used first. */
    public synchronized long[] members(long interest, int max) {
        Counts counts = new Counts(1);
        int group = log.findGroup(interest);
        int position = group == KeyTable.ABSENT ? InteractionLog.NONE : log.lastOf(Level.GROUP, group);
        for (int n = 0; position != InteractionLog.NONE && n < MEMBER_INTERACTIONS; n++) {
            counts.add(counts.row(log.key(Level.OBJECT, position)), 0, 1);
            position = log.before(Level.GROUP, position);
        }
        TopKeys most = new TopKeys(max);
        for (int row = 0; row < counts.size(); row++) {
            most.offer(counts.key(row), counts.get(row, 0));
        }
        long[] ids = new long[most.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = log.objectId(most.key(i));
        }
        return ids;
    }

    private synchronized List<Candidate> rank(Level level, UUID user, int max) {
        int last = log.lastOf(user);
        if (last == InteractionLog.NONE) {
            return List.of();
        }
        Session session = open.get(user);
        return rankings.get(level).rank(user, last, session == null ? NONE_SHOWN : session.shown, max);
    }

    /** Returns whether enough sessions have ended for another training. */
    public synchronized boolean isTrainingDue() {
        return rankings.keySet().stream().anyMatch(this::isDue);
    }

    private boolean isDue(Level level) {
        long trained = trainedAt.get(level);
        return rankings.get(level).examplesAdded() - trained >= (trained == 0 ? EXAMPLES_OF_FIRST : EXAMPLES);
    }

    /**
     * Offers models that were trained elsewhere, as the cluster does. They are used at once where this object has trained none; each later training keeps the better of its own model and the offered one, on
     * the newest examples seen here.
     */
    public synchronized void offer(CandidateModels models) {
        if (models != offered) {
            offered = models;
            rankings.forEach((level, ranking) -> {
                if (!own.contains(level)) {
                    models.of(level).ifPresent(ranking::use);
                }
            });
        }
    }

    /** Trains the levels that have enough new examples, in this thread and in less than a second each. Call it from one thread at a time. */
    public void train() {
        for (Level level : Level.values()) {
            CandidateModel model;
            Snapshot examples;
            RankingModel rival;
            synchronized (this) {
                if (!isDue(level)) {
                    continue;
                }
                trainedAt.put(level, rankings.get(level).examplesAdded());
                // Two steps from a model of elsewhere may end far from the optimum.
                model = own.contains(level) ? rankings.get(level).model() : null;
                examples = rankings.get(level).examples(0);
                rival = offered.of(level).orElse(null);
            }
            RankingModel trained = RankingModel.train(examples, model, rival);
            synchronized (this) {
                rankings.get(level).use(trained);
                if (rival == null || trained.scores() != rival.scores()) {
                    own.add(level);
                } else {
                    own.remove(level);
                }
            }
        }
    }

    /** Returns the number of examples of a level that came from ended sessions. */
    synchronized long examplesAdded(Level level) {
        return rankings.get(level).examplesAdded();
    }

    /** Returns the kept examples of a level without the first ones, the oldest first. */
    synchronized Snapshot examples(Level level, long since) {
        return rankings.get(level).examples(since);
    }

    /** Returns the bytes of the memory of interactions, for each of them. */
    synchronized double bytesPerInteraction() {
        return (double) log.bytes() / log.size();
    }
}
