package io.foreshard.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.foreshard.ingest.UserAction;
import io.foreshard.profile.WindowedAction;
import io.foreshard.trace.Trace;
import io.foreshard.trace.TraceException;
import io.foreshard.trace.TraceFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The next type on recorded traces: trained on the older 80 %, scored on the newest, ends of sessions included. */
class RecordedTraceTest {
    @ParameterizedTest
    @CsvSource({"taobao, taobao/UserBehavior_100k.csv", "trivago, trivago/trivago_100k.csv.gz"})
    void train_recordedTrace_beatsMajority(String format, String file) throws TraceException {
        assumeTrue(TraceFiles.isTestable(file), TraceFiles.reason(file));
        Map<UUID, List<WindowedAction>> users = new LinkedHashMap<>();
        for (UserAction action :
                Trace.open(format + ":" + TraceFiles.path(file)).actions()) {
            users.computeIfAbsent(action.userId(), user -> new ArrayList<>()).add(WindowedAction.of(action));
        }
        List<Example> examples = users.values().stream()
                .flatMap(actions -> new ActionSequence(actions).examples(Instant.MAX).stream())
                .toList();

        ModelSelection.Outcome outcome = ModelSelection.train(examples, null, 0);

        NextTypeModel model = outcome.candidate().orElseThrow();
        String figures = format + ": majority " + model.majority() + ", softmax " + softmax(examples) + ", model "
                + model.score() + ", refusal " + outcome.refusal();
        System.out.println(figures);
        assertThat(outcome.refusal()).as(figures).isEmpty();
        assertThat(model.score().macroF1())
                .as(figures)
                .isGreaterThan(model.majority().macroF1());
        assertThat(model.score().accuracy())
                .as(figures)
                .isGreaterThanOrEqualTo(model.majority().accuracy() - .01);
    }

    private static Score softmax(List<Example> examples) {
        List<Example> ordered = examples.stream()
                .sorted(Comparator.comparingLong(Example::timeMillis))
                .toList();
        List<Example> older = ModelSelection.older(ordered);
        return Score.of(new SoftmaxBaseline(older, RunSeed.get()), ordered.subList(older.size(), ordered.size()));
    }
}
