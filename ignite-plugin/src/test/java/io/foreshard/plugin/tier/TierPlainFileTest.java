package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.TestPorts;
import java.nio.file.Path;
import java.util.List;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.persistence.snapshot.SnapshotPartitionsVerifyTaskResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a recall the files are plain Ignite files: a snapshot of them can be restored on any node, and Ignite without the plugin opens them. */
class TierPlainFileTest {
    private static final String SNAPSHOT = "recalled";

    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    private ColdNode node;

    @AfterEach
    void stop() {
        node.close();
    }

    private void offloadAndRecall() {
        node = new ColdNode(directory);
        node.start(node.store());
        node.write(0);
        for (String cache : List.of(ColdNode.COLD, TableNames.DEFAULT.transactions())) {
            assertThat(node.tier().offload(cache).pages()).isPositive();
        }
        node.close();
        node.start(node.store());
        for (String cache : List.of(ColdNode.COLD, TableNames.DEFAULT.transactions())) {
            assertThat(node.tier().recall(cache).pages()).isPositive();
        }
    }

    @Test
    void restoreSnapshot_afterRecall_hasEveryRowHereOnAnotherNodeAndOnStockIgnite() throws Exception {
        offloadAndRecall();
        node.ignite().snapshot().createSnapshot(SNAPSHOT).get();
        SnapshotPartitionsVerifyTaskResult check = ((IgniteEx) node.ignite())
                .context()
                .cache()
                .context()
                .snapshotMgr()
                .checkSnapshot(SNAPSHOT, null)
                .get();
        assertThat(check.exceptions()).isEmpty();
        assertThat(check.idleVerifyResult().hasConflicts()).isFalse();

        node.ignite().destroyCache(ColdNode.COLD);
        node.ignite()
                .snapshot()
                .restoreSnapshot(SNAPSHOT, List.of(ColdNode.COLD))
                .get();

        node.verify(0);
        node.close();
        Path snapshot = Path.of(ColdNode.NAME, "snapshots", SNAPSHOT);
        ColdNode.copy(directory.resolve(snapshot), elsewhere.resolve(snapshot));
        node = new ColdNode(elsewhere);
        node.start(node.store());
        await().until(() ->
                !((IgniteEx) node.ignite()).context().state().clusterState().transition());
        node.ignite()
                .snapshot()
                .restoreSnapshot(SNAPSHOT, List.of(ColdNode.COLD))
                .get();
        node.verify(ColdNode.COLD);
        node.close();
        Path stock = elsewhere.resolve("stock");
        ColdNode.copy(directory.resolve(snapshot), stock.resolve("snapshots").resolve(SNAPSHOT));
        String output = StockNode.run(
                stock, TestPorts.port(40), ColdNode.value(0).length, StockNode.RESTORE + SNAPSHOT, ColdNode.COLD);
        assertThat(output).startsWith("exit 0").contains(StockNode.allRight(ColdNode.COLD));
    }

    @Test
    void start_stockIgniteAfterRecall_hasEveryRow() throws Exception {
        offloadAndRecall();
        node.close();

        String output = StockNode.run(
                directory.resolve(ColdNode.NAME),
                TestPorts.port(40),
                ColdNode.value(0).length,
                ColdNode.COLD,
                ColdNode.UNTIERED);

        assertThat(output)
                .startsWith("exit 0")
                .contains(StockNode.allRight(ColdNode.COLD))
                .contains(StockNode.allRight(ColdNode.UNTIERED));
    }
}
