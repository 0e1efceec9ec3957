package io.foreshard.workbench.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.ingest.UserAction;
import io.foreshard.trace.Trace;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PrefetchingEvaluationTest {
    private final StringWriter progress = new StringWriter();

    @Test
    void run_returningUsers_comparesThreeWays() throws Exception {
        PrefetchingEvaluation evaluation =
                PrefetchingEvaluation.run(SmallTrace.inMemory(), 1, new PrintWriter(progress, true));

        assertThat(evaluation.off().prefetchesPerAction()).isZero();
        assertThat(evaluation.off().requestsPerRead()).isPositive();
        assertThat(evaluation.on().prefetchesPerAction()).isPositive();
        assertThat(evaluation.wrong().prefetchesPerAction()).isPositive();
        assertThat(evaluation.benefit().median().median())
                .isEqualTo(evaluation.on().medianMillis() / evaluation.off().medianMillis());
        assertThat(evaluation.harm().p99().max())
                .isEqualTo(evaluation.wrong().p99Millis() / evaluation.off().p99Millis());
        assertThat(progress.toString()).contains("round 1/1, prefetching WRONG");
    }

    @Test
    void run_noUserReturns_saysSo() {
        Set<UUID> seen = new HashSet<>();
        List<UserAction> firstActions = SmallTrace.inMemory().actions().stream()
                .filter(action -> seen.add(action.userId()))
                .toList();

        assertThatThrownBy(() ->
                        PrefetchingEvaluation.run(new Trace("visitors", firstActions), 1, new PrintWriter(progress)))
                .isInstanceOf(DemoException.class)
                .hasMessageContaining("No user of visitors returns");
    }
}
