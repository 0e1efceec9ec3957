package io.foreshard.plugin.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteState;
import org.apache.ignite.Ignition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waits for the end of a node in this JVM; {@code ShippedServerTest} starts the class as a process. */
class ForeshardServerTest {
    @TempDir
    private Path directory;

    @Test
    void stateAfter_nodeStops_returnsStopped() throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite node = nodes.server("server-0", null);
            CompletableFuture<IgniteState> state =
                    CompletableFuture.supplyAsync(() -> ForeshardServer.stateAfter(node.name()));
            Ignite other = nodes.server("server-1", null);

            Ignition.stop(other.name(), true);
            assertThat(state).as("another node of the JVM has stopped").isNotDone();

            Ignition.stop(node.name(), true);
            assertThat(state.get(1, TimeUnit.MINUTES)).isEqualTo(IgniteState.STOPPED);
        }
    }

    @Test
    void stateAfter_nodeHasStopped_returnsAtOnce() {
        assertThat(ForeshardServer.stateAfter("stopped before")).isEqualTo(IgniteState.STOPPED);
    }
}
