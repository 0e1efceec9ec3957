package io.foreshard.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ModelTrainerTest {
    private static List<Example> trace(boolean regular) {
        Random random = new Random(7);
        List<Example> examples = new ArrayList<>();
        for (int user = 0; user < 100; user++) {
            List<Step> steps = new ArrayList<>();
            long time = user * 1_000L;
            int type = 1;
            for (int i = 0; i < 40; i++) {
                steps.add(new Step(type, time, random.nextInt(20) + 1, 0));
                boolean usual = regular && random.nextInt(10) > 0;
                type = usual ? type % 3 + 1 : random.nextInt(3) + 1;
                time += random.nextInt(12) == 0 ? 3_600_000 : 20_000;
            }
            examples.addAll(new ActionSequence(steps).examples(time + 3_600_000));
        }
        return examples;
    }

    @Test
    void aModelOfRegularUsersBeatsTheMajorityAndServes() {
        ModelTrainer.Outcome outcome = new ModelTrainer().train(trace(true), null, 5);
        assertThat(outcome.refusal()).isNull();
        assertThat(outcome.candidate().score().accuracy())
                .isGreaterThan(outcome.majority().accuracy() + 0.2);
    }

    @Test
    void theSameModelAgainIsRefusedWithAReason() {
        NextActionModel serving = new ModelTrainer().train(trace(true), null, 5).candidate();
        ModelTrainer.Outcome again = new ModelTrainer().train(trace(true), serving, 6);
        assertThat(again.serves()).isFalse();
        assertThat(again.refusal()).contains("model that serves");
        assertThat(new ModelTrainer().train(List.of(), null, 6).refusal()).contains("Only 0 examples");
    }

    @Test
    void bytesAreTheSameModel() {
        List<Example> examples = trace(true);
        NextActionModel model = new ModelTrainer().train(examples, null, 5).candidate();
        NextActionModel read = NextActionModel.fromBytes(model.toBytes());
        assertThat(read.version()).isEqualTo(1);
        assertThat(read.trainedAtMillis()).isEqualTo(5);
        assertThat(read.score()).isEqualTo(model.score());
        assertThat(read.probabilities(examples.get(9))).isEqualTo(model.probabilities(examples.get(9)));
        assertThat(Arrays.stream(read.probabilities(examples.get(9))).sum()).isEqualTo(1, Offset.offset(1e-9));
        assertThatThrownBy(() -> NextActionModel.fromBytes(new byte[3])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLoopPublishesOnlyWhatIsBetterAndSurvivesFailures() {
        List<NextActionModel> published = new ArrayList<>();
        List<Example> examples = trace(true);
        boolean[] broken = {false};
        try (ModelLoop loop = new ModelLoop(
                () -> {
                    if (broken[0]) {
                        throw new IllegalStateException("no examples");
                    }
                    return examples;
                },
                new ServingModel() {
                    @Override
                    public Optional<NextActionModel> current() {
                        return published.stream().reduce((earlier, later) -> later);
                    }

                    @Override
                    public boolean replace(NextActionModel trainedFrom, NextActionModel candidate) {
                        return published.add(candidate);
                    }
                },
                Clock.systemUTC())) {
            loop.once();
            loop.once();
            broken[0] = true;
            loop.once();
            assertThat(published).hasSize(1);
            assertThat(loop.trainings()).isEqualTo(2);
            assertThat(loop.failures()).isEqualTo(1);
        }
    }

    @Test
    void aContextBelowItsPriceIsSwitchedOffAndComesBack() {
        PrefetchPolicy policy = new PrefetchPolicy(50, 5);
        assertThat(policy.decide(1, 0.05, 0)).isEqualTo(PrefetchPolicy.Decision.SKIP);
        for (int i = 0; i < 40; i++) {
            policy.outcome(1, false);
        }
        assertThat(policy.decide(1, 0.5, 0)).isEqualTo(PrefetchPolicy.Decision.SHADOW);
        assertThat(policy.decide(2, 0.5, 0)).isEqualTo(PrefetchPolicy.Decision.FETCH);
        for (int i = 0; i < 40; i++) {
            policy.outcome(1, true);
        }
        assertThat(policy.decide(1, 0.5, 0)).isEqualTo(PrefetchPolicy.Decision.FETCH);
    }

    @Test
    void whatFollowedBeforeIsACandidate() {
        Candidates candidates = new Candidates(10);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            steps.add(new Step(1, i, i % 3 + 1, 0));
            candidates.observe(steps.subList(Math.max(0, i - 5), i + 1));
        }
        assertThat(candidates.next(List.of(new Step(1, 0, 1, 0)), 2).get(0).objectId())
                .isEqualTo(2);
    }
}
