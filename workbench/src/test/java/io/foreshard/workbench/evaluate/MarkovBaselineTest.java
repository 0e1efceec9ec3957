package io.foreshard.workbench.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.UserAction;
import io.foreshard.predict.ActionSequence;
import io.foreshard.predict.Example;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MarkovBaselineTest {
    private static final int VIEW = 1;
    private static final int BUY = 2;

    private static UserAction action(int type, long second, long object) {
        return UserAction.of(new UUID(1, 1), type)
                .transactionId(new UUID(second, object))
                .at(Instant.ofEpochSecond(second))
                .object(object)
                .build();
    }

    /** Returns two views of objects, the second after a pause, and a purchase if the objects are equal and the pause is short. */
    private static List<UserAction> session(int pause, long object) {
        List<UserAction> session = new ArrayList<>(List.of(action(VIEW, 100, 7), action(VIEW, 100 + pause, object)));
        if (pause < 5 && object == 7) {
            session.add(action(BUY, 101 + pause, object));
        }
        return session;
    }

    private static List<Example> training(int times) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            examples.addAll(MarkovBaseline.examples(session(4, 7)));
            examples.addAll(MarkovBaseline.examples(session(5, 7)));
            examples.addAll(MarkovBaseline.examples(session(4, 8)));
        }
        return examples;
    }

    @Test
    void probabilities_pauseAndObjectDecide_onlyFactsAreSure() {
        MarkovBaseline types = new MarkovBaseline(training(10), MarkovBaseline.TYPES);
        MarkovBaseline facts = new MarkovBaseline(training(10), MarkovBaseline.FACTS);

        Example bought = MarkovBaseline.examples(session(4, 7)).get(1);
        assertThat(types.probability(bought, BUY)).isEqualTo(1.0 / 3);
        assertThat(facts.probability(bought, BUY)).isEqualTo(1);
        assertThat(facts.probability(MarkovBaseline.examples(session(5, 7)).get(1), BUY))
                .isZero();
        assertThat(facts.probability(MarkovBaseline.examples(session(4, 8)).get(1), BUY))
                .isZero();
    }

    @Test
    void probabilities_nineExamplesOfFacts_areThoseOfTheTypes() {
        MarkovBaseline facts = new MarkovBaseline(training(9), MarkovBaseline.FACTS);

        assertThat(facts.probability(MarkovBaseline.examples(session(4, 7)).get(1), BUY))
                .isEqualTo(1.0 / 3);
    }

    @Test
    void probabilities_unknownType_areTheSharesOfAllExamples() {
        MarkovBaseline facts = new MarkovBaseline(training(10), MarkovBaseline.FACTS);

        Example unknown = MarkovBaseline.examples(List.of(action(9, 0, 7))).get(0);
        assertThat(facts.probability(unknown, VIEW)).isEqualTo(3.0 / 7);
        assertThat(facts.probability(unknown, ActionSequence.END)).isEqualTo(3.0 / 7);
    }
}
