package io.foreshard.training;

import io.foreshard.predict.ActionSequence;
import io.foreshard.predict.Example;
import io.foreshard.predict.MeanLoss;
import io.foreshard.predict.NextTypeModel;
import io.foreshard.predict.Score;
import io.foreshard.profile.WindowedAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The decision whether to train now: when many actions are new (volume), when the published model of the next type has become worse (drift), or when the last training is long ago (time). A pure function of the actions and of the
 * recorded decisions, so that another server continues where the last trainer stopped.
 */
final class TrainingTrigger {
    /** Share of the actions that are new. */
    private static final double VOLUME = .1;

    private final Duration interval;

    /** @param interval longest pause between two trainings while there are new actions */
    TrainingTrigger(Duration interval) {
        this.interval = interval;
    }

    /**
     * Whether to train.
     *
     * @param reason a sentence
     */
    record Answer(boolean trains, String reason) {}

    /**
     * Decides.
     *
     * @param users the actions of the log, read just now
     */
    Answer decide(List<ActionSequence> users, ModelVersions versions, TrainingHistory history, Instant now) {
        TrainingDecision last = history.lastTraining().orElse(null);
        if (last == null) {
            return new Answer(true, "First training.");
        }
        int actions = actions(users);
        long fresh = Math.max(
                actions - last.actions(),
                users.stream()
                        .flatMap(user -> user.actions().stream())
                        .filter(action -> action.time().isAfter(last.newest()))
                        .count());
        if (fresh == 0) {
            return new Answer(false, "No action is new since the last training.");
        }
        if (fresh >= VOLUME * actions) {
            return new Answer(true, String.format(Locale.ROOT, "Volume: %,d of %,d actions are new.", fresh, actions));
        }
        if (!now.isBefore(last.at().plus(interval))) {
            return new Answer(true, "Time: the last training was at " + last.at() + ".");
        }
        return drift(users, versions, now, fresh, actions);
    }

    private static Answer drift(
            List<ActionSequence> users, ModelVersions versions, Instant now, long fresh, int actions) {
        NextTypeModel model = versions.serving().flatMap(ModelSet::nextType).orElse(null);
        if (model != null) {
            ModelVersion serving = versions.servingVersion().orElseThrow();
            List<Example> later = users.stream()
                    .flatMap(user -> user.examples(model.gap(), now).stream())
                    .filter(example -> example.timeMillis() > serving.newest().toEpochMilli())
                    .toList();
            MeanLoss loss = MeanLoss.of(Score.losses(model, later));
            if (loss.isDriftFrom(serving.loss())) {
                return new Answer(
                        true,
                        String.format(
                                Locale.ROOT,
                                "Drift: the log loss of the next type is %.4f on %,d actions since the publication of version %d, and was %.4f then.",
                                loss.mean(),
                                loss.examples(),
                                serving.version(),
                                serving.loss().mean()));
            }
        }
        return new Answer(
                false,
                String.format(
                        Locale.ROOT,
                        "Only %,d of %,d actions are new, and the published models are as good as at their publication.",
                        fresh,
                        actions));
    }

    static int actions(List<ActionSequence> users) {
        return users.stream().mapToInt(user -> user.actions().size()).sum();
    }

    /** Returns the time of the newest action, {@link Instant#EPOCH} if there is none. */
    static Instant newest(List<ActionSequence> users) {
        return users.stream()
                .flatMap(user -> user.actions().stream())
                .map(WindowedAction::time)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }
}
