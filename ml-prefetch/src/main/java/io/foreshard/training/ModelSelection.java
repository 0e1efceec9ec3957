package io.foreshard.training;

import io.foreshard.candidate.CandidateModels;
import io.foreshard.candidate.CandidateSelection;
import io.foreshard.predict.ActionSequence;
import io.foreshard.predict.Example;
import io.foreshard.predict.MeanLoss;
import io.foreshard.predict.NextTypeModel;
import io.foreshard.predict.NextTypeSelection;
import io.foreshard.predict.SessionGap;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The selection of all models: trains challengers on the older actions, and gives each part of the published set that a challenger beats on the newest actions to that challenger. A pure function. */
final class ModelSelection {
    private static final int MIN_EXAMPLES = 200;
    private static final int MIN_NEWEST = 40;
    private static final double OLDER_SHARE = .8;

    private ModelSelection() {}

    /**
     * The result of one training.
     *
     * @param models the set to publish, empty if no challenger is better
     * @param loss loss of the model of the next type of that set
     * @param reason what was compared, sentences
     */
    record Outcome(Optional<ModelSet> models, MeanLoss loss, String reason) {}

    /**
     * Trains challengers and compares them with the models that serve. After a rollback only actions later than it judge, so that the version that was rolled back is not published again for what it was already
     * good at.
     *
     * @param users sequences of actions, each of one user
     */
    static Outcome train(List<ActionSequence> users, ModelVersions versions, Instant now) {
        SessionGap gap = SessionGap.learn(users);
        List<Example> examples = users.stream()
                .flatMap(user -> user.examples(gap, now).stream())
                .sorted(Comparator.comparingLong(Example::timeMillis))
                .toList();
        if (examples.size() < MIN_EXAMPLES) {
            return refused(
                    "Only " + examples.size() + " actions with a known next one, " + MIN_EXAMPLES + " are needed.");
        }
        int split = split(examples, versions.rolledBackAt());
        if (examples.size() - split < MIN_NEWEST) {
            return refused("Only " + (examples.size() - split) + " actions with a known next one since the rollback at "
                    + versions.rolledBackAt() + ", " + MIN_NEWEST + " are needed.");
        }
        ModelSet serving = versions.serving().orElse(null);
        NextTypeModel champion = serving == null ? null : serving.nextType().orElse(null);
        NextTypeSelection.Outcome nextType = NextTypeSelection.select(
                examples.subList(0, split),
                examples.subList(split, examples.size()),
                gap,
                champion,
                versions.nextVersion(),
                now.toEpochMilli());
        CandidateSelection.Outcome candidates = CandidateSelection.select(
                users,
                gap,
                examples.get(split).timeMillis(),
                now,
                serving == null ? CandidateModels.NONE : serving.candidates());
        String reason = nextType.reason() + " " + candidates.reason();
        boolean better = nextType.better().isPresent() || candidates.isBetter();
        return new Outcome(
                better
                        ? Optional.of(new ModelSet(
                                versions.nextVersion(), nextType.better().orElse(champion), candidates.models()))
                        : Optional.empty(),
                nextType.loss(),
                reason);
    }

    /** Returns the number of the older examples. */
    private static int split(List<Example> examples, Instant rolledBackAt) {
        int split = (int) (OLDER_SHARE * examples.size());
        while (split < examples.size()
                && !Instant.ofEpochMilli(examples.get(split).timeMillis()).isAfter(rolledBackAt)) {
            split++;
        }
        return split;
    }

    private static Outcome refused(String reason) {
        return new Outcome(Optional.empty(), MeanLoss.NONE, reason);
    }
}
