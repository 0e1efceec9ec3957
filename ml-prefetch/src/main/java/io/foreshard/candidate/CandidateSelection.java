package io.foreshard.candidate;

import io.foreshard.candidate.CandidateExamples.Snapshot;
import io.foreshard.candidate.InteractionLog.Level;
import io.foreshard.ingest.UserAction;
import io.foreshard.predict.ActionSequence;
import io.foreshard.predict.LossComparison;
import io.foreshard.predict.SessionGap;
import io.foreshard.profile.WindowedAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * The selection of models of candidates: replays actions of many users in the order of time through {@link Candidates}, trains on the sessions that ended before a time, and replaces a published model only by one that is
 * better on the sessions that ended later. A pure function.
 */
public final class CandidateSelection {
    private static final int MAX_INTERACTIONS = 1 << 17;
    /** Predictions that give examples: they take most of the time of a replay. */
    private static final int TRAINED_PREDICTIONS = 6_000;

    private static final int COMPARED_PREDICTIONS = 2_000;
    /** Share of the actions before the first prediction: the first ones have almost no candidates. */
    private static final double SEEN_FIRST = .3;

    private static final int MIN_TRAINED = 2_048;
    private static final int MIN_COMPARED = 200;
    private static final long SEED = 1;

    private CandidateSelection() {}

    /**
     * The result of one training.
     *
     * @param models the models that should serve: those that are better than the published ones, and the others unchanged
     * @param isBetter whether at least one of them should replace a published one
     * @param reason what was compared, a sentence for each level
     */
    public record Outcome(CandidateModels models, boolean isBetter, String reason) {}

    private record Step(UUID user, WindowedAction action) {}

    /**
     * Trains challengers for objects and for groups, and compares each with the published model, or with the share of candidates that are used if there is none.
     *
     * @param users sequences of actions, each of one user
     * @param splitMillis time of the first action that is not for the training
     * @param now time at which sessions are over
     */
    public static Outcome select(
            List<ActionSequence> users, SessionGap gap, long splitMillis, Instant now, CandidateModels champions) {
        List<Step> steps = merged(users);
        int split = (int) steps.stream()
                .filter(step -> step.action.time().toEpochMilli() < splitMillis)
                .count();
        Candidates candidates = new Candidates(MAX_INTERACTIONS, () -> gap, SEED);
        int first = (int) (SEEN_FIRST * split);
        replay(candidates, steps.subList(0, first), 0);
        replay(candidates, steps.subList(first, split), TRAINED_PREDICTIONS);
        Snapshot[] trained = new Snapshot[Level.values().length];
        long[] ended = new long[trained.length];
        for (Level level : Level.values()) {
            trained[level.ordinal()] = candidates.examples(level, 0);
            ended[level.ordinal()] = candidates.examplesAdded(level);
        }
        replay(candidates, steps.subList(split, steps.size()), COMPARED_PREDICTIONS);
        endSessions(candidates, users, gap, now);
        CandidateModels models = champions;
        StringBuilder reason = new StringBuilder();
        for (Level level : Level.values()) {
            Snapshot compared =
                    candidates.examples(level, ended[level.ordinal()]).where(true);
            models = select(level, trained[level.ordinal()], compared, models, reason);
        }
        return new Outcome(models, models != champions, reason.toString());
    }

    private static List<Step> merged(List<ActionSequence> users) {
        List<Step> steps = new ArrayList<>();
        for (int number = 0; number < users.size(); number++) {
            UUID user = user(number);
            users.get(number).actions().forEach(action -> steps.add(new Step(user, action)));
        }
        steps.sort(Comparator.comparing(step -> step.action.time()));
        return steps;
    }

    /** Only that actions have one user matters, not which one. */
    private static UUID user(int number) {
        return new UUID(0, number);
    }

    private static void replay(Candidates candidates, List<Step> steps, int predictions) {
        int stride = predictions == 0 ? Integer.MAX_VALUE : Math.max(1, steps.size() / predictions);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            candidates.observe(step.user, step.action);
            if (predictions > 0 && i % stride == 0 && step.action.objectId() != UserAction.NO_OBJECT) {
                candidates.objects(step.user, 0);
                candidates.groups(step.user, 0);
            }
        }
    }

    private static void endSessions(Candidates candidates, List<ActionSequence> users, SessionGap gap, Instant now) {
        for (int number = 0; number < users.size(); number++) {
            List<WindowedAction> actions = users.get(number).actions();
            if (!actions.isEmpty() && gap.isOver(actions.get(actions.size() - 1).time(), now)) {
                candidates.endOfSession(user(number));
            }
        }
    }

    private static CandidateModels select(
            Level level, Snapshot trained, Snapshot compared, CandidateModels models, StringBuilder reason) {
        reason.append(reason.isEmpty() ? "" : " ").append(level == Level.OBJECT ? "Objects: " : "Groups: ");
        if (trained.size() < MIN_TRAINED || compared.size() < MIN_COMPARED) {
            reason.append(String.format(
                    "%,d older and %,d newest examples, %,d and %,d are needed.",
                    trained.size(), compared.size(), MIN_TRAINED, MIN_COMPARED));
            return models;
        }
        RankingModel champion = models.of(level).orElse(null);
        RankingModel challenger = RankingModel.train(trained, null, null);
        double[] rival = champion == null ? shareLosses(trained.where(true), compared) : champion.losses(compared);
        LossComparison comparison = LossComparison.of(rival, challenger.losses(compared), compared.weights());
        reason.append(comparison.isBetter() ? "better than " : "not better than ")
                .append(champion == null ? "the share of use" : "the published model")
                .append(", ")
                .append(comparison.figures())
                .append('.');
        return comparison.isBetter() ? models.with(level, challenger) : models;
    }

    private static double[] shareLosses(Snapshot trained, Snapshot compared) {
        double used = 0;
        double all = 0;
        for (int i = 0; i < trained.size(); i++) {
            used += trained.distances()[i] > 0 ? trained.weights()[i] : 0;
            all += trained.weights()[i];
        }
        double[] losses = new double[compared.size()];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = RankingModel.loss(used / Math.max(1, all), compared.distances()[i] > 0);
        }
        return losses;
    }
}
