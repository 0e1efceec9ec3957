package io.foreshard.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.profile.WindowedAction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidatesTest {
    @Test
    void next_afterObservedTurn_ranksSuccessorFirst() {
        Candidates candidates = new Candidates(10);
        List<WindowedAction> actions = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            actions.add(TestActions.action(1, i, i % 3 + 1));
            candidates.observe(actions.subList(Math.max(0, i - 5), i + 1));
        }

        List<Candidates.Candidate> next = candidates.next(List.of(TestActions.action(1, 0, 1)), 2);

        assertThat(next.get(0).objectId()).isEqualTo(2);
        assertThat(next).extracting(Candidates.Candidate::objectId).doesNotContain(1L);
    }
}
