package io.foreshard.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModelSelectionTest {
    private final long seed = RunSeed.get();

    @Test
    void train_regularUsers_beatsMajority() {
        ModelSelection.Outcome outcome = ModelSelection.train(TestActions.examples(seed), null, 5);

        assertThat(outcome.refusal()).isEmpty();
        NextTypeModel model = outcome.candidate().orElseThrow();
        assertThat(model.score().accuracy()).isGreaterThan(model.majority().accuracy() + 0.2);
    }

    @Test
    void train_sameExamplesAgain_refusesCandidate() {
        List<Example> examples = TestActions.examples(seed);
        NextTypeModel published =
                ModelSelection.train(examples, null, 5).candidate().orElseThrow();

        ModelSelection.Outcome again = ModelSelection.train(examples, published, 6);

        assertThat(again.refusal().orElseThrow()).contains("published model");
    }

    @Test
    void train_noExamples_refusesWithTheirNumber() {
        ModelSelection.Outcome outcome = ModelSelection.train(List.of(), null, 6);

        assertThat(outcome.candidate()).isEmpty();
        assertThat(outcome.refusal().orElseThrow()).contains("Only 0 examples");
    }
}
