package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.tier.TierException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose store ignores the conditions of writes: nothing is offloaded to it, because writers would overwrite each other; cold rows are read. */
class TierConditionalWritesTest {
    @TempDir
    Path directory;

    private TwoColdNodes nodes;

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void offload_storeIgnoresConditions_isRefusedOnEachNodeAndColdRowsAreRead() throws Exception {
        nodes = new TwoColdNodes(directory);
        nodes.startCold();
        nodes.close();
        nodes.scheme(UnconditionalStoreProvider.SCHEME);
        nodes.start();
        List<Path> objects = StoredObjects.ofPartitions(nodes.objects());

        for (int server = 0; server < 2; server++) {
            int present = server;
            assertThatThrownBy(() -> nodes.tier(present).offload(TwoColdNodes.CACHE))
                    .isInstanceOf(TierException.class)
                    .hasMessageContaining("Nothing is offloaded.");
            assertThat(nodes.tier(server).verify(TwoColdNodes.CACHE).lost()).isZero();
        }

        nodes.verify(TwoColdNodes.ROWS);
        assertThat(nodes.tier(0).statistics().fetches()).isPositive();
        assertThat(StoredObjects.ofPartitions(nodes.objects())).containsExactlyInAnyOrderElementsOf(objects);
    }
}
