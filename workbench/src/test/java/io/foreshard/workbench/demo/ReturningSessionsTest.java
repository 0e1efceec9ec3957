package io.foreshard.workbench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.Sessions;
import io.foreshard.ingest.UserAction;
import io.foreshard.trace.SyntheticTrace;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReturningSessionsTest {
    private final List<UserAction> actions = new SyntheticTrace(3).shop();

    @Test
    void of_noLimit_returnsWholeSessionsOfKnownUsers() {
        Set<UUID> known = new HashSet<>();
        actions.subList(0, actions.size() / 2).forEach(action -> known.add(action.userId()));

        List<List<UserAction>> sessions = ReturningSessions.of(actions, .5, Integer.MAX_VALUE);

        assertThat(sessions).hasSizeGreaterThan(1_000);
        assertThat(sessions).allSatisfy(session -> {
            assertThat(session).isNotEmpty();
            assertThat(known).contains(session.get(0).userId());
            assertThat(session)
                    .extracting(UserAction::userId)
                    .containsOnly(session.get(0).userId());
            for (int i = 1; i < session.size(); i++) {
                assertThat(session.get(i).time().toEpochMilli()
                                - session.get(i - 1).time().toEpochMilli())
                        .isBetween(0L, Sessions.GAP.toMillis());
            }
        });
    }

    @Test
    void of_limitOfActions_returnsThatNumber() {
        List<List<UserAction>> sessions = ReturningSessions.of(actions, .5, 500);

        assertThat(sessions.stream().mapToInt(List::size).sum()).isEqualTo(500);
    }
}
