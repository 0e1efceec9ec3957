package io.foreshard.candidate;

import io.foreshard.candidate.CandidateExamples.Snapshot;
import io.foreshard.candidate.InteractionLog.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * The candidates of one level with the probability that each is used later in the session. Some predictions of each session are remembered until it ends; then they are examples of the next training, and
 * outcomes for the calibration. Not thread-safe.
 */
final class CandidateRanking {
    /** Predictions that wait for the end of their session; none is remembered while there are more. */
    private static final int MAX_WAITING = 32_768;
    /** The same for one session, so that a robot whose session never ends leaves room for the others. */
    private static final int MAX_WAITING_OF_SESSION = 512;

    private static final int MAX_EXAMPLES = 98_304;
    /** The best candidates that the session has not used are remembered; of the next ones, of all others, and of those that it has used some are drawn. */
    private static final int BEST = 5;

    private static final int NEXT = 20;
    private static final int DRAWN = 5;
    private static final int DRAWN_REPEATED = 2;

    private final CandidateSources sources;
    private final CandidateExamples examples = new CandidateExamples(MAX_EXAMPLES);
    private final Map<UUID, Session> open = new HashMap<>();
    private final SplittableRandom random;
    private final double[] features = new double[CandidateFeatures.LENGTH];
    private double[] scores = new double[256];
    private long[] order = new long[256];
    private int[] byRank = new int[256];
    private int waiting;
    private Calibration calibration = new Calibration(new double[1], RankingModel.PRIOR);
    /** Null before the first training. */
    private CandidateModel model;

    /** The remembered predictions of a session. */
    private static final class Session {
        private final List<Prediction> predictions = new ArrayList<>();
        private int interactions;
    }

    private static final class Prediction {
        private final long id;
        private final float[] features;
        private final boolean fresh;
        private final float weight;
        private final CandidateModel model;
        private final double score;
        private final int after;
        /** Interactions until the candidate was used, 0 while it was not. */
        private int distance;

        private Prediction(
                long id, float[] features, boolean fresh, float weight, CandidateModel model, double score, int after) {
            this.id = id;
            this.features = features;
            this.fresh = fresh;
            this.weight = weight;
            this.model = model;
            this.score = score;
            this.after = after;
        }
    }

    CandidateRanking(InteractionLog log, Level level, long seed) {
        sources = new CandidateSources(log, level);
        random = new SplittableRandom(seed);
    }

    /**
     * Returns the candidates after an interaction, the most probable first.
     *
     * @param position last position of the user
     * @param shown objects shown last in the session
     */
    List<Candidates.Candidate> rank(UUID user, int position, long[] shown, int max) {
        sources.collect(position, shown);
        int size = sources.size();
        score(size);
        remember(user, size);
        List<Candidates.Candidate> best = new ArrayList<>(Math.min(max, size));
        for (int i = 0; i < Math.min(max, size); i++) {
            int row = (int) order[i];
            best.add(new Candidates.Candidate(sources.id(row), sources.interest(row), probability(row)));
        }
        return best;
    }

    /** Before there is a model, the probability is how often the candidate followed the last object, with one more time in which it did not. */
    private double probability(int row) {
        return model == null
                ? sources.get(row, CandidateSources.MARKOV1) / (sources.total(1) + 1)
                : calibration.probability(scores[row]);
    }

    /** Sorts the rows by their scores, as numbers that hold both: bits of floats are in the order of their values when negative ones are flipped. */
    private void score(int size) {
        if (size > scores.length) {
            scores = new double[2 * size];
            order = new long[2 * size];
            byRank = new int[2 * size];
        }
        for (int row = 0; row < size; row++) {
            CandidateFeatures.write(sources, row, features);
            scores[row] = model == null ? CandidateFeatures.prior(features) : model.score(features, isFresh(row));
            int bits = Float.floatToIntBits((float) -scores[row]);
            order[row] = (long) (bits ^ bits >> 31 & Integer.MAX_VALUE) << Integer.SIZE | row;
        }
        Arrays.sort(order, 0, size);
    }

    private void remember(UUID user, int size) {
        if (waiting >= MAX_WAITING) {
            return;
        }
        Session session = open.computeIfAbsent(user, unused -> new Session());
        if (session.predictions.size() >= MAX_WAITING_OF_SESSION) {
            return;
        }
        int fresh = freshFirst(size);
        for (int i = 0; i < Math.min(BEST, fresh); i++) {
            remember(session, byRank[i], 1);
        }
        draw(session, BEST, Math.min(NEXT, fresh), DRAWN);
        draw(session, NEXT, fresh, DRAWN);
        draw(session, fresh, size, DRAWN_REPEATED);
    }

    /** Writes the rows by rank, those that the session has not used first, and returns how many these are. */
    private int freshFirst(int size) {
        int fresh = 0;
        for (int i = 0; i < size; i++) {
            if (isFresh((int) order[i])) {
                byRank[fresh++] = (int) order[i];
            }
        }
        int next = fresh;
        for (int i = 0; i < size; i++) {
            if (!isFresh((int) order[i])) {
                byRank[next++] = (int) order[i];
            }
        }
        return fresh;
    }

    private boolean isFresh(int row) {
        return sources.get(row, CandidateSources.IN_SESSION) == 0;
    }

    private void draw(Session session, int from, int to, int count) {
        for (int i = 0; i < count && from < to; i++) {
            remember(session, byRank[random.nextInt(from, to)], (float) (to - from) / count);
        }
    }

    private void remember(Session session, int row, float weight) {
        CandidateFeatures.write(sources, row, features);
        float[] copy = new float[features.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = (float) features[i];
        }
        session.predictions.add(
                new Prediction(sources.id(row), copy, isFresh(row), weight, model, scores[row], session.interactions));
        waiting++;
    }

    /** Tells that a user has used an object or a group. */
    void used(UUID user, long id) {
        Session session = open.get(user);
        if (session == null) {
            return;
        }
        session.interactions++;
        for (Prediction prediction : session.predictions) {
            if (prediction.id == id && prediction.distance == 0) {
                prediction.distance = session.interactions - prediction.after;
            }
        }
    }

    /** Tells that the session of a user has ended: only now all outcomes are known, the good ones and the bad ones. */
    void endOfSession(UUID user) {
        Session session = open.remove(user);
        if (session == null) {
            return;
        }
        waiting -= session.predictions.size();
        for (Prediction prediction : session.predictions) {
            examples.add(prediction.features, prediction.distance, prediction.fresh, prediction.weight);
            if (prediction.fresh && prediction.model == model) {
                calibration.observe(prediction.score, prediction.distance > 0, prediction.weight);
            }
        }
    }

    /** Returns the number of examples since the beginning. */
    long examplesAdded() {
        return examples.added();
    }

    /** Returns the kept examples without the first ones, the oldest first. */
    Snapshot examples(long since) {
        return examples.snapshot(since);
    }

    /** Returns the linear scores in use, null before the first model. */
    CandidateModel model() {
        return model;
    }

    /** Replaces the model; the outcomes of sessions that end calibrate a copy of its calibration. */
    void use(RankingModel next) {
        model = next.scores();
        calibration = next.calibration();
    }
}
