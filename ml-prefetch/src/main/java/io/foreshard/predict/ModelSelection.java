package io.foreshard.predict;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The selection of models: trains on the older examples, scores on the newest, and accepts only a better model. A pure function. */
final class ModelSelection {
    private static final int MIN_EXAMPLES = 200;
    private static final double OLDER_SHARE = 0.8;

    private ModelSelection() {}

    /**
     * The result of one training.
     *
     * @param candidate the trained and scored model, empty if the examples are too few or alike
     * @param refusal why the candidate must not be published, empty if it should be
     */
    record Outcome(Optional<NextTypeModel> candidate, Optional<String> refusal) {}

    /**
     * Trains a candidate and compares it with the published model on the same newest examples.
     *
     * @param users sequences of actions, each of one user
     * @param serving the published model, or null
     */
    static Outcome train(List<ActionSequence> users, NextTypeModel serving, Instant now) {
        SessionGap gap = SessionGap.learn(users);
        return train(
                users.stream().flatMap(user -> user.examples(gap, now).stream()).toList(),
                gap,
                serving,
                now.toEpochMilli());
    }

    private static Outcome train(List<Example> examples, SessionGap gap, NextTypeModel serving, long nowMillis) {
        if (examples.size() < MIN_EXAMPLES) {
            return refused("Only " + examples.size() + " examples, " + MIN_EXAMPLES + " are needed.");
        }
        List<Example> ordered = examples.stream()
                .sorted(Comparator.comparingLong(Example::timeMillis))
                .toList();
        List<Example> older = older(ordered);
        List<Example> newest = ordered.subList(older.size(), ordered.size());
        if (older.stream().mapToInt(Example::label).distinct().count() < 2) {
            return refused("All examples have the same label.");
        }
        long version = serving == null ? 1 : serving.version() + 1;
        Score majority = Score.of(new ShareBaseline(older), newest);
        NextTypeModel trained = NextTypeTrainer.train(older, gap, version, nowMillis);
        NextTypeModel candidate = trained.scored(Score.of(trained, newest), majority);
        String refusal = null;
        if (candidate.score().logLoss() >= majority.logLoss()) {
            refusal = "Its log loss is not below that of the label shares.";
        } else if (serving != null
                && candidate.score().logLoss() >= Score.of(serving, newest).logLoss()) {
            refusal = "Its log loss is not below that of the published model.";
        }
        return new Outcome(Optional.of(candidate), Optional.ofNullable(refusal));
    }

    /** Returns the part of ordered examples that a candidate is trained on; it is scored on the rest. */
    static List<Example> older(List<Example> ordered) {
        return ordered.subList(0, (int) (ordered.size() * OLDER_SHARE));
    }

    private static Outcome refused(String reason) {
        return new Outcome(Optional.empty(), Optional.of(reason));
    }
}
