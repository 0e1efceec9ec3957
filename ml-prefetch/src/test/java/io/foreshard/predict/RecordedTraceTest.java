package io.foreshard.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.foreshard.ingest.UserAction;
import io.foreshard.profile.WindowedAction;
import io.foreshard.trace.Trace;
import io.foreshard.trace.TraceException;
import io.foreshard.trace.TraceFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The next type on recorded traces: sessions with the learned gap, trained on the older 80 %, scored on the newest, ends of sessions included. */
class RecordedTraceTest {
    private static final Instant LONG_AFTER = Instant.parse("2030-01-01T00:00:00Z");

    private static List<ActionSequence> users(String format, String file) throws TraceException {
        assumeTrue(TraceFiles.isTestable(file), TraceFiles.reason(file));
        Map<UUID, List<WindowedAction>> users = new LinkedHashMap<>();
        for (UserAction action :
                Trace.open(format + ":" + TraceFiles.path(file)).actions()) {
            users.computeIfAbsent(action.userId(), user -> new ArrayList<>()).add(WindowedAction.of(action));
        }
        return users.values().stream().map(ActionSequence::new).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "taobao, taobao/UserBehavior_100k.csv",
        "trivago, trivago/trivago_100k.csv.gz",
        "bpi, bpi/bpi_12_w.csv",
        "bpi, bpi/helpdesk.csv"
    })
    void train_recordedTrace_beatsMajorityAndTheSoftmaxInLogLoss(String format, String file) throws TraceException {
        List<ActionSequence> users = users(format, file);

        SessionGap gap = SessionGap.learn(users);
        List<Example> ordered = ordered(users, gap);
        int split = (int) (.8 * ordered.size());
        List<Example> older = ordered.subList(0, split);
        List<Example> newest = ordered.subList(split, ordered.size());

        NextTypeSelection.Outcome outcome = NextTypeSelection.select(older, newest, gap, null, 1, 0);

        NextTypeModel model = outcome.better().orElseThrow();
        Score softmax = Score.of(new SoftmaxBaseline(older, RunSeed.get()), newest);
        String figures = file + ": " + model.gap() + ", majority " + model.majority() + ", softmax " + softmax
                + ", model " + model.score() + ", bytes " + NextTypeCodec.encode(model).length;
        System.out.println(figures);
        assertThat(model.score().accuracy())
                .as(figures)
                .isGreaterThan(model.majority().accuracy());
        assertThat(model.score().macroF1())
                .as(figures)
                .isGreaterThan(model.majority().macroF1());
        assertThat(model.score().logLoss()).as(figures).isLessThan(softmax.logLoss() + .02);
    }

    @ParameterizedTest
    @CsvSource({"taobao, taobao/UserBehavior_100k.csv, 25, 60", "trivago, trivago/trivago_100k.csv.gz, 25, 60"})
    void learn_traceOfSessions_gapIsBelowAnHour(String format, String file, long minMinutes, long maxMinutes)
            throws TraceException {
        SessionGap gap = SessionGap.learn(users(format, file));

        assertThat(gap.isCaseLike()).isFalse();
        assertThat(gap.end()).isBetween(Duration.ofMinutes(minMinutes), Duration.ofMinutes(maxMinutes));
    }

    @ParameterizedTest
    @CsvSource({"bpi, bpi/bpi_12_w.csv", "bpi, bpi/helpdesk.csv", "cdnow, cdnow/CDNOW_master.txt"})
    void learn_traceOfCases_isCaseLike(String format, String file) throws TraceException {
        assertThat(SessionGap.learn(users(format, file)).isCaseLike()).isTrue();
    }

    private static List<Example> ordered(List<ActionSequence> users, SessionGap gap) {
        return users.stream()
                .flatMap(user -> user.examples(gap, LONG_AFTER).stream())
                .sorted(Comparator.comparingLong(Example::timeMillis))
                .toList();
    }
}
