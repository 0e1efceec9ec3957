package io.foreshard.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelSelectionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final long seed = RunSeed.get();

    @Test
    void train_regularUsers_beatsMajority() {
        ModelSelection.Outcome outcome = ModelSelection.train(TestActions.users(seed), null, NOW);

        assertThat(outcome.refusal()).isEmpty();
        NextTypeModel model = outcome.candidate().orElseThrow();
        assertThat(model.score().accuracy()).isGreaterThan(model.majority().accuracy() + 0.2);
    }

    @Test
    void train_sameExamplesAgain_refusesCandidate() {
        List<ActionSequence> users = TestActions.users(seed);
        NextTypeModel published =
                ModelSelection.train(users, null, NOW).candidate().orElseThrow();

        ModelSelection.Outcome again = ModelSelection.train(users, published, NOW);

        assertThat(again.refusal().orElseThrow()).contains("published model");
    }

    @Test
    void train_noExamples_refusesWithTheirNumber() {
        ModelSelection.Outcome outcome = ModelSelection.train(List.of(), null, NOW);

        assertThat(outcome.candidate()).isEmpty();
        assertThat(outcome.refusal().orElseThrow()).contains("Only 0 examples");
    }
}
