package io.foreshard.workbench.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.foreshard.trace.Trace;
import io.foreshard.trace.TraceFiles;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With the default layout the hottest partition has at most 1.1 times the load of the mean of 16 nodes, and of fewer nodes all the more. A single window may exceed it: the worst of
 * docs/benchmarks.md has 1.17.
 */
class BalanceEvaluationTest {
    private static final int NODES = 16;
    private static final int WINDOWS = 24;
    private static final double GOAL = 1.1;
    private static final double WORST_WINDOW = 1.2;

    @ParameterizedTest
    @ValueSource(strings = {"synthetic", "purchases", "synthetic:1"})
    void loads_generatedTrace_noPartitionIsHotterThanANode(String spec) throws IOException {
        check(Trace.open(spec));
    }

    @ParameterizedTest
    @CsvSource({
        "taobao, taobao/UserBehavior_100k.csv",
        "taobao, taobao/UserBehavior_timeslice_96k.csv",
        "cdnow, cdnow/CDNOW_master.txt",
        "trivago, trivago/trivago_100k.csv.gz",
        "yoochoose, yoochoose/yoochoose-clicks-100k_train_full.txt",
        "bpi, bpi/bpi_12_w.csv"
    })
    void loads_recordedTrace_noPartitionIsHotterThanANode(String format, String file) throws IOException {
        assumeTrue(TraceFiles.isTestable(file), TraceFiles.reason(file));

        check(Trace.open(format + ":" + TraceFiles.path(file)));
    }

    private static void check(Trace trace) {
        PartitionLoads loads = PartitionLoads.of(trace.actions(), Placement.byProfileId(), WINDOWS);

        double[] bytes = Arrays.stream(loads.finalBytes()).asDoubleStream().toArray();
        assertThat(Arrays.stream(bytes).sum()).isEqualTo(trace.actions().size() * (double) HistoryReads.ROW_BYTES);
        assertThat(BalanceEvaluation.hottestOverMeanNode(bytes, NODES)).isLessThanOrEqualTo(GOAL);
        assertThat(BalanceEvaluation.hottestOverMeanNode(loads.allOperations(), NODES))
                .isLessThanOrEqualTo(GOAL);
        List<Double> windows = loads.operations().stream()
                .map(window -> BalanceEvaluation.hottestOverMeanNode(window, NODES))
                .sorted()
                .toList();
        assertThat(windows).hasSize(WINDOWS).allSatisfy(ratio -> assertThat(ratio)
                .isLessThanOrEqualTo(WORST_WINDOW));
        assertThat(windows.get(WINDOWS / 2)).isLessThanOrEqualTo(GOAL);
    }

    @Test
    void of_generatedTrace_plannerBalancesIt() throws IOException {
        BalanceEvaluation evaluation = BalanceEvaluation.of(Trace.open("purchases"), 4, List.of(3));

        BalanceEvaluation.Row row = evaluation.rows().get(0);
        assertThat(row.random()).isGreaterThan(row.planned());
        assertThat(row.plannedOverBest()).isBetween(0.95, 1.1);
    }

    @Test
    void hottestOverMeanNode_hotPartition_isItsShareTimesTheNodes() {
        assertThat(BalanceEvaluation.hottestOverMeanNode(new double[] {1, 3, 0, 0}, 2))
                .isCloseTo(1.5, within(1e-9));
    }
}
