package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.plugin.TestPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.persistence.defragmentation.maintenance.DefragmentationParameters;
import org.apache.ignite.plugin.PluginConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with remote pages is started with a configuration that cannot read them: it refuses before anything runs, and no row of any cache is lost. */
class TierRefusalTest {
    @TempDir
    Path directory;

    private ColdNode node;

    @BeforeEach
    void offload() {
        node = new ColdNode(directory);
        node.start(node.store());
        node.write(0);
        node.offload();
        node.close();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void start_withoutStore_refusesWithFilesPagesStoreAndCure() throws IOException {
        for (int attempt = 0; attempt < 2; attempt++) { // a failed start must not leave a maintenance mode
            assertThatThrownBy(() -> node.start((String) null))
                    .hasStackTraceContaining(" pages of 1 partition files (" + node.partitionFile()
                            + ") are in the object store " + node.store())
                    .hasStackTraceContaining(
                            "but this node has no tier.storeUri; nothing was changed: set tier.storeUri");
        }

        assertThat(Files.readString(node.tierFiles().resolve("README.txt")))
                .contains(node.store())
                .contains("TierCommand restore");
        node.start(node.store());
        node.verify(0);
    }

    @Test
    void start_withoutForeshardConfiguration_refuses() {
        assertThatThrownBy(() -> node.start((PluginConfiguration) null))
                .hasStackTraceContaining("but this node has no tier.storeUri");

        node.start(node.store());
        node.verify(0);
    }

    @Test
    void start_otherStore_refusesUnlessItHasTheSameId() throws IOException {
        Path other = directory.resolve("other");
        assertThatThrownBy(() -> node.start("dir:" + other))
                .hasStackTraceContaining(" are in the object store " + node.store())
                .hasStackTraceContaining("but tier.storeUri is dir:" + other + ", which is another store");

        Path moved = Files.createSymbolicLink(directory.resolve("moved"), node.objects());
        node.start("dir:" + moved);
        node.verify(0);
        node.close();

        node.start(node.store());
        node.verify(0);
    }

    @Test
    void start_defragmentationScheduled_refusesUntilItIsCancelled() throws Exception {
        node.start(node.store());
        ((IgniteEx) node.ignite())
                .context()
                .maintenanceRegistry()
                .registerMaintenanceTask(DefragmentationParameters.toStore(List.of()));
        node.close();

        assertThatThrownBy(() -> node.start(node.store()))
                .hasStackTraceContaining("A defragmentation would replace 1 files with remote pages");

        Files.delete(node.files().resolve("maintenance_tasks.mntc"));
        node.start(node.store());
        node.verify(0);
    }

    @Test
    void start_stockIgnite_refusesAndLosesNoRow() throws Exception {
        for (int attempt = 0; attempt < 2; attempt++) {
            String output = StockNode.run(
                    directory.resolve(ColdNode.NAME), TestPorts.port(40), ColdNode.value(0).length, ColdNode.UNTIERED);

            assertThat(output)
                    .doesNotStartWith("exit 0")
                    .contains("Unknown version of file page store")
                    .contains(node.partitionFile().toString());
        }

        node.start(node.store());
        node.verify(0);
    }
}
