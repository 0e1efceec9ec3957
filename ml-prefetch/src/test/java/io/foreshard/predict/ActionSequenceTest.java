package io.foreshard.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.profile.WindowedAction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ActionSequenceTest {
    private static final long MINUTE = 60_000;

    private static List<WindowedAction> actions(long seed, int number) {
        Random random = new Random(seed);
        List<WindowedAction> actions = new ArrayList<>();
        long time = 0;
        for (int i = 0; i < number; i++) {
            actions.add(TestActions.action(1 + random.nextInt(4), time, random.nextInt(5)));
            time += random.nextInt(5) == 0 ? 90 * MINUTE : random.nextInt(3) * 1_000;
        }
        return actions;
    }

    @Property(tries = 200)
    void examples_anyActions_dependOnNoLaterAction(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int number) {
        List<WindowedAction> actions = actions(seed, number);
        List<Example> all = new ActionSequence(actions).examples(SessionGap.DEFAULT, Instant.MAX);

        assertThat(all).hasSize(number);
        for (int i = 0; i < number; i++) {
            Example last = new ActionSequence(actions.subList(0, i + 1)).last(SessionGap.DEFAULT);
            assertThat(last.contexts()).isEqualTo(all.get(i).contexts());
            assertThat(last.timeMillis()).isEqualTo(all.get(i).timeMillis());
        }
    }

    @Property(tries = 200)
    void examples_anyActions_labelIsTheNextTypeOrTheEnd(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 60) int number) {
        List<WindowedAction> actions = actions(seed, number);
        Instant end = actions.get(number - 1).time();

        List<Example> open = new ActionSequence(actions).examples(SessionGap.DEFAULT, end.plusSeconds(60));

        assertThat(open).hasSize(number - 1);
        for (int i = 0; i < number - 1; i++) {
            Duration pause =
                    Duration.between(actions.get(i).time(), actions.get(i + 1).time());
            int label = pause.toMinutes() > 30
                    ? ActionSequence.END
                    : actions.get(i + 1).type();
            assertThat(open.get(i).label()).isEqualTo(label);
        }
    }

    @Test
    void examples_cases_onlyTheLastActionEnds() {
        List<WindowedAction> actions = actions(3, 50);
        SessionGap cases = SessionGap.cases(Duration.ofDays(30));
        Instant end = actions.get(49).time();

        assertThat(new ActionSequence(actions).examples(cases, end.plus(Duration.ofDays(29))))
                .hasSize(49)
                .noneMatch(example -> example.label() == ActionSequence.END);
        assertThat(new ActionSequence(actions).examples(cases, end.plus(Duration.ofDays(31))))
                .hasSize(50)
                .last()
                .extracting(Example::label)
                .isEqualTo(ActionSequence.END);
    }
}
