package io.foreshard.workbench.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.foreshard.ingest.UserAction;
import io.foreshard.trace.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NextTypeEvaluationTest {
    private static final int USERS = 200;
    private static final int SESSIONS = 5;
    private static final long DAY_SECONDS = 86_400;

    private final List<List<UserAction>> sessions = sessions();
    private final NextTypeEvaluation evaluation =
            NextTypeEvaluation.of(sessions, Instant.ofEpochSecond(4 * DAY_SECONDS));

    /** One session of each user a day: the types 1, 2 and 3 in turn, which ends with a type 3 after 3, 6 or 9 actions. */
    private static List<List<UserAction>> sessions() {
        Random random = new Random(7);
        List<List<UserAction>> sessions = new ArrayList<>();
        for (int day = 0; day < SESSIONS; day++) {
            for (int user = 0; user < USERS; user++) {
                List<UserAction> session = new ArrayList<>();
                int actions = 3 * (1 + random.nextInt(3));
                long start = day * DAY_SECONDS + random.nextInt(40_000);
                for (int i = 0; i < actions; i++) {
                    session.add(UserAction.of(new UUID(1, user), i % 3 + 1)
                            .transactionId(new UUID(day * USERS + user, i))
                            .at(Instant.ofEpochSecond(start + 20L * i + random.nextInt(10)))
                            .build());
                }
                sessions.add(session);
            }
        }
        return sessions;
    }

    private NextTypeEvaluation.Row row(String predictor) {
        return evaluation.rows().stream()
                .filter(row -> row.predictor().equals(predictor))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void of_sessionsOfFiveDays_splitsAtTheStartOfSessions() {
        int actionsOfLastDay = sessions.subList(4 * USERS, 5 * USERS).stream()
                .mapToInt(List::size)
                .sum();

        assertThat(evaluation.testExamples()).isEqualTo(actionsOfLastDay);
        assertThat(evaluation.trainingExamples() + evaluation.testExamples())
                .isEqualTo(sessions.stream().mapToInt(List::size).sum());
    }

    @Test
    void of_shareOfATrace_splitsAtTheTimeOfThatAction() {
        List<UserAction> actions = sessions.stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(UserAction::time))
                .toList();
        Instant split = actions.get(actions.size() * 4 / 5).time();

        NextTypeEvaluation byShare = NextTypeEvaluation.of(new Trace("turns", actions, sessions), .8);

        assertThat(byShare.splitSeconds()).isEqualTo(split.getEpochSecond());
        assertThat(byShare.testExamples())
                .isEqualTo(sessions.stream()
                        .filter(session -> !session.get(0).time().isBefore(split))
                        .mapToInt(List::size)
                        .sum());
    }

    @Test
    void of_splitBeforeAllSessions_isRefused() {
        Trace trace = new Trace("turns", sessions.get(0));

        assertThatThrownBy(() -> NextTypeEvaluation.of(trace, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leaves 0 of 1 sessions");
    }

    @Test
    void of_typesInTurn_modelBeatsMajorityAndIsCalibrated() {
        assertThat(row("model").accuracy()).isGreaterThan(row("majority").accuracy() + .3);
        assertThat(row("model").logLoss()).isLessThan(row("majority").logLoss());
        assertThat(row("model").logLoss()).isLessThan(row("Markov-3").logLoss() + .01);
        assertThat(row("model").calibrationError()).isLessThan(.1);
    }

    @Test
    void of_sessionsDaysApart_learnsTheirGap() {
        assertThat(evaluation.caseLike()).isFalse();
        assertThat(evaluation.pausesCutAlike()).isEqualTo(1);
    }

    @Test
    void of_evaluation_hasAJsonForm() {
        assertThat(new ObjectMapper()
                        .valueToTree(evaluation)
                        .path("rows")
                        .path(3)
                        .path("macroF1")
                        .asDouble())
                .isEqualTo(row("model").macroF1());
    }
}
