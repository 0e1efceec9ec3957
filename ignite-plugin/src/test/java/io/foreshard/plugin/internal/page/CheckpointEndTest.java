package io.foreshard.plugin.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The step at the end of a checkpoint runs before the checkpoint is marked as ended, and its failure is that of the checkpoint. */
class CheckpointEndTest {
    private static final int ROWS = 100;

    @TempDir
    Path directory;

    @Test
    void checkpoint_endFails_failsAndIsNotMarkedAsEnded() throws Exception {
        TestNodes nodes = new TestNodes(directory);
        Ignite node = nodes.cluster(1, configuration());
        IgniteCache<Integer, String> cache = node.getOrCreateCache("rows");
        checkpoint(node);
        long ended = markers("END");
        AtomicInteger ends = new AtomicInteger();
        PageMemories memories = memories(node);
        memories.use(memories.remote(), () -> {}, () -> {
            ends.incrementAndGet();
            throw new IOException("No space left on device");
        });
        for (int row = 0; row < ROWS; row++) {
            cache.put(row, "row " + row);
        }

        assertThatThrownBy(() -> checkpoint(node)).hasStackTraceContaining("No space left on device");

        assertThat(ends.get()).isPositive();
        assertThat(markers("END")).as("marks of ended checkpoints").isEqualTo(ended);
        assertThatThrownBy(nodes::close).hasMessageContaining("CRITICAL_ERROR");
        nodes.forgetFailures();
        nodes.close();
        try (TestNodes again = new TestNodes(directory)) {
            IgniteCache<Integer, String> rows =
                    again.cluster(1, configuration()).cache("rows");
            for (int row = 0; row < ROWS; row++) {
                assertThat(rows.get(row)).isEqualTo("row " + row);
            }
        }
    }

    private static ForeshardConfiguration configuration() {
        return new ForeshardConfiguration().setPartitions(64).setBackups(0);
    }

    private static PageMemories memories(Ignite node) throws Exception {
        return ((TieredPageMemory) database(node).dataRegion(null).pageMemory()).memories;
    }

    private static GridCacheDatabaseSharedManager database(Ignite node) {
        return (GridCacheDatabaseSharedManager)
                ((IgniteEx) node).context().cache().context().database();
    }

    private static void checkpoint(Ignite node) throws Exception {
        database(node)
                .forceCheckpoint("test")
                .futureFor(CheckpointState.FINISHED)
                .get();
    }

    private long markers(String kind) throws IOException {
        try (Stream<Path> files = Files.list(
                directory.resolve("server-0").resolve("db").resolve("server_0").resolve("cp"))) {
            return files.filter(file -> file.toString().endsWith("-" + kind + ".bin"))
                    .count();
        }
    }
}
