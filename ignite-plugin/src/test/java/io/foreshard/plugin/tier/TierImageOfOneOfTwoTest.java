package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.plugin.node.StoppedNodeCommands;
import io.foreshard.tier.Tier;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two nodes with backups loses its disk: recreated from its image it joins, and takes the newer rows from the other node. */
class TierImageOfOneOfTwoTest {
    private static final String LOST = "server-1";
    private static final int PARTITION = 5;
    private static final int ROWS = 700;

    @TempDir
    Path directory;

    private TestNodes nodes;
    private Ignite node;
    private Ignite lost;

    @BeforeEach
    void start() {
        nodes = new TestNodes(directory);
        node = nodes.server("server-0", configuration());
        lost = nodes.server(LOST, configuration());
        node.cluster().state(ClusterState.ACTIVE);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private String store() {
        return "dir:" + directory.resolve("objects");
    }

    private ForeshardConfiguration configuration() {
        return new ForeshardConfiguration()
                .setPartitions(64)
                .setBackups(1)
                .setTier(new TierConfiguration().setStoreUri(store()).setGarbageGrace(Duration.ZERO));
    }

    @Test
    void recreate_rowsChangedSince_areRebalanced() throws Exception {
        TierRows.write(node.cache(TableNames.DEFAULT.transactions()), PARTITION, ROWS, 0);
        Tier tier = lost.<Foreshard>plugin(Foreshard.NAME).tier();
        assertThat(tier.offload(TableNames.DEFAULT.transactions()).pages()).isPositive();
        tier.uploadImage();
        TierRows.write(node.cache(TableNames.DEFAULT.transactions()), PARTITION, ROWS, 1);
        lost.close();
        TierRows.write(node.cache(TableNames.DEFAULT.transactions()), PARTITION, ROWS, 2);
        ColdNode.delete(directory.resolve(LOST));

        new StoppedNodeCommands(directory, LOST, store()).run(0, "recreate");
        Ignite recreated = nodes.server(LOST, configuration());

        await().atMost(Duration.ofMinutes(1)).until(() -> isRebalanced(recreated));
        TierRows.verify(recreated.cache(TableNames.DEFAULT.transactions()), PARTITION, ROWS, 2);
        Judges.findNothing(node);
        node.close();
        TierRows.verify(recreated.cache(TableNames.DEFAULT.transactions()), PARTITION, ROWS, 2);
    }

    private static boolean isRebalanced(Ignite ignite) {
        return ((IgniteEx) ignite)
                .context().cache().cacheGroups().stream()
                        .filter(CacheGroupContext::persistenceEnabled)
                        .allMatch(group -> group.topology()
                                        .owners(PARTITION % group.affinity().partitions())
                                        .size()
                                >= Math.min(2, 1 + group.config().getBackups()));
    }
}
