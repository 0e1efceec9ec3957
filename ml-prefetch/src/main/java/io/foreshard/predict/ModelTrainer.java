package io.foreshard.predict;

import java.util.Comparator;
import java.util.List;

/** The judge of models: trains on the older examples, scores on the newest, and lets only a better model serve. Pure. */
public final class ModelTrainer {
    private static final int LEAST_EXAMPLES = 200;
    private static final double OLDER_SHARE = 0.8;

    /** What came of a training: a candidate (null if there was too little to learn from), scores, and why it may not serve. */
    public record Outcome(NextActionModel candidate, Score majority, Score serving, String refusal) {
        /** Returns whether the candidate should serve from now on. */
        public boolean serves() {
            return refusal == null;
        }
    }

    /** Trains a candidate and compares it with the model that serves now (null if none does), on the same newest examples. */
    public Outcome train(List<Example> examples, NextActionModel serving, long nowMillis) {
        if (examples.size() < LEAST_EXAMPLES) {
            return refused("Only " + examples.size() + " examples, " + LEAST_EXAMPLES + " are needed.");
        }
        List<Example> ordered = examples.stream()
                .sorted(Comparator.comparingLong(Example::timeMillis))
                .toList();
        List<Example> older = older(ordered);
        List<Example> newest = ordered.subList(older.size(), ordered.size());
        if (older.stream().mapToInt(Example::label).distinct().count() < 2) {
            return refused("All examples have the same label: there is nothing to tell apart.");
        }
        long version = serving == null ? 1 : serving.version() + 1;
        NextActionModel candidate = NextActionModel.train(older, version, nowMillis);
        Score majority = Score.of(new ShareBaseline(older), newest);
        candidate = candidate.scored(Score.of(candidate, newest), majority);
        Score servingNow = serving == null ? null : Score.of(serving, newest);
        String refusal = null;
        if (candidate.score().logLoss() >= majority.logLoss()) {
            refusal = "Its log loss is not below that of the labels' shares.";
        } else if (servingNow != null && candidate.score().logLoss() >= servingNow.logLoss()) {
            refusal = "Its log loss is not below that of the model that serves.";
        }
        return new Outcome(candidate, majority, servingNow, refusal);
    }

    /** Returns the part of ordered examples that a candidate learns from; it is judged on the rest. */
    static List<Example> older(List<Example> ordered) {
        return ordered.subList(0, (int) (ordered.size() * OLDER_SHARE));
    }

    private static Outcome refused(String reason) {
        return new Outcome(null, null, null, reason);
    }
}
