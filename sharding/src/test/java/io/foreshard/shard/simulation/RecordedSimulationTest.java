package io.foreshard.shard.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordedSimulationTest {
    private static final int PARTITIONS = 256;

    /** Half of the partitions have all of the load, then the other half. */
    private static List<double[]> halves() {
        double[] first = new double[PARTITIONS];
        Arrays.fill(first, 0, PARTITIONS / 2, 1);
        double[] second = new double[PARTITIONS];
        Arrays.fill(second, PARTITIONS / 2, PARTITIONS, 1);
        return List.of(first, second);
    }

    private static long[] bytes(long size) {
        long[] bytes = new long[PARTITIONS];
        Arrays.fill(bytes, size);
        return bytes;
    }

    @Test
    void run_loadChangesPartitions_isBalancedAgain() {
        Score score = RecordedSimulation.run("halves", halves(), bytes(1), 8);

        assertThat(score.start()).isGreaterThan(1.1);
        assertThat(score.changes()).isGreaterThan(1);
        assertThat(score.steady()).isBetween(0.99, 1.05);
    }

    @Test
    void run_scaleOfTheRecording_doesNotMatter() {
        List<double[]> larger = halves().stream()
                .map(window -> Arrays.stream(window).map(value -> 4 * value).toArray())
                .toList();

        assertThat(RecordedSimulation.run("halves", larger, bytes(1 << 20), 8))
                .isEqualTo(RecordedSimulation.run("halves", halves(), bytes(1), 8));
    }

    @Test
    void run_loadThatIsNone_isRefused() {
        List<double[]> idle = List.of(new double[PARTITIONS]);

        assertThatThrownBy(() -> RecordedSimulation.run("idle", idle, bytes(1), 8))
                .hasMessageContaining("each window an operation");
        assertThatThrownBy(() -> RecordedSimulation.run("no window", List.of(), bytes(1), 8))
                .hasMessageContaining("at least one window");
        assertThatThrownBy(() -> RecordedSimulation.run("empty", halves(), bytes(0), 8))
                .hasMessageContaining("at least one byte");
        assertThatThrownBy(() -> RecordedSimulation.run("one node", halves(), bytes(1), 1))
                .hasMessageContaining("at least 2 nodes");
    }
}
