package io.foreshard.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreshard.candidate.CandidateModel.Weights;
import io.foreshard.candidate.Candidates.Candidate;
import io.foreshard.candidate.InteractionLog.Level;
import io.foreshard.predict.ActionSequence;
import io.foreshard.predict.SessionGap;
import io.foreshard.profile.WindowedAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Candidates of a process that is offered models which were trained elsewhere. */
class OfferedModelsTest {
    private static final long SEED = 11;
    private static final int VIEW = 1;
    private static final int SESSIONS = 4_000;

    private final Random random = new Random(SEED);
    private long seconds = 1_000_000;

    /** Returns a session with object 1, then 2 with .6, 3 with .3 or an object of its own with .1. */
    private List<WindowedAction> session(int number) {
        double draw = random.nextDouble();
        return List.of(view(1), view(draw < .6 ? 2 : draw < .9 ? 3 : 1_000 + number));
    }

    private WindowedAction view(long object) {
        return WindowedAction.of(VIEW, Instant.ofEpochSecond(++seconds), object, object + 10);
    }

    private CandidateModels trainedElsewhere() {
        List<ActionSequence> users = new ArrayList<>();
        for (int number = 0; number < SESSIONS; number++) {
            users.add(new ActionSequence(session(number)));
        }
        long split = users.get(SESSIONS * 4 / 5).actions().get(0).time().toEpochMilli();
        CandidateSelection.Outcome outcome = CandidateSelection.select(
                users, SessionGap.DEFAULT, split, Instant.ofEpochSecond(seconds + 100_000), CandidateModels.NONE);
        assertThat(outcome.isBetter()).as(outcome.reason()).isTrue();
        return outcome.models();
    }

    /** Plays sessions; with predictions these become examples. */
    private void play(Candidates candidates, int sessions, boolean predicts) {
        for (int number = 0; number < sessions; number++) {
            UUID user = new UUID(3, number);
            for (WindowedAction action : session(number)) {
                candidates.observe(user, action);
                if (predicts) {
                    candidates.objects(user, 5);
                }
            }
            candidates.endOfSession(user);
        }
    }

    private double probabilityOfTwo(Candidates candidates) {
        UUID user = new UUID(9, 9);
        candidates.observe(user, view(1));
        Candidate best = candidates.objects(user, 1).get(0);
        candidates.endOfSession(user);
        assertThat(best.id()).isEqualTo(2);
        return best.probability();
    }

    @Test
    void objects_offeredModelsBeforeOwnTraining_haveTheirProbabilities() {
        CandidateModels models = trainedElsewhere();
        Candidates candidates = new Candidates(1 << 14, () -> SessionGap.DEFAULT, SEED);
        play(candidates, 200, false);
        assertThat(candidates.isTrainingDue()).isFalse();

        candidates.offer(models);

        assertThat(probabilityOfTwo(candidates)).isCloseTo(.6, within(.1));
    }

    @Test
    void train_offeredModelIsWorse_usesItsOwn() {
        double[] wrong = new double[CandidateFeatures.LENGTH];
        Arrays.fill(wrong, -1);
        Weights weights = new Weights(wrong, 0);
        Candidates source = new Candidates(1 << 14, () -> SessionGap.DEFAULT, SEED);
        play(source, 500, true);
        CandidateModel scores = new CandidateModel(weights, weights);
        Candidates candidates = new Candidates(1 << 14, () -> SessionGap.DEFAULT, SEED);
        candidates.offer(CandidateModels.NONE.with(
                Level.OBJECT, RankingModel.calibrated(scores, source.examples(Level.OBJECT, 0))));
        play(candidates, 1_500, true);
        assertThat(candidates.isTrainingDue()).isTrue();

        candidates.train();

        assertThat(probabilityOfTwo(candidates)).isCloseTo(.6, within(.1));
    }

    @Test
    void train_ownExamplesAreWrong_keepsTheBetterOfferedModel() {
        CandidateModels models = trainedElsewhere();
        RankingModel offered = models.of(Level.OBJECT).orElseThrow();
        Candidates candidates = new Candidates(1 << 14, () -> SessionGap.DEFAULT, SEED);
        play(candidates, 1_500, true);
        CandidateExamples.Snapshot examples = candidates.examples(Level.OBJECT, 0);
        // Labels turned round in the older examples: what they teach is wrong for the newest.
        int split = (int) (.8 * examples.size());
        for (int i = 0; i < split; i++) {
            examples.distances()[i] = examples.distances()[i] == 0 ? 1 : 0;
        }

        RankingModel trained = RankingModel.train(examples, null, offered);

        assertThat(trained.scores()).isSameAs(offered.scores());
    }

    @Test
    void select_sessionsOfTheSameKind_isNotBetter() {
        CandidateModels models = trainedElsewhere();
        List<ActionSequence> users = new ArrayList<>();
        for (int number = 0; number < SESSIONS; number++) {
            users.add(new ActionSequence(session(number)));
        }
        long split = users.get(SESSIONS * 4 / 5).actions().get(0).time().toEpochMilli();

        CandidateSelection.Outcome outcome = CandidateSelection.select(
                users, SessionGap.DEFAULT, split, Instant.ofEpochSecond(seconds + 100_000), models);

        assertThat(outcome.isBetter()).as(outcome.reason()).isFalse();
        assertThat(outcome.models()).isSameAs(models);
    }
}
