package io.foreshard.plugin.tier;

import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of 8 KiB in the store; other tests use 4 KiB, and {@link TierFeaturesTest} 16 KiB. */
class TierPageSizeTest {
    private static final String CACHE = "rows";

    @TempDir
    Path directory;

    private TestNodes nodes;
    private Ignite node;

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void get_pagesOf8KiB_readsColdRows() {
        UpdatedRows rows = new UpdatedRows(1_000, CACHE);
        start();
        node.createCache(ColdNode.cache(CACHE));
        rows.write(node);
        RemoteShare.offload(node, CACHE);
        nodes.close();

        start();
        RemoteShare.atLeastHalf(node, CACHE);
        rows.verify(node);
        rows.write(node);
        RemoteShare.offload(node, CACHE);
        rows.verify(node);
    }

    private void start() {
        nodes = new TestNodes(directory);
        IgniteConfiguration configuration =
                nodes.configuration("server-0", ColdNode.configuration("dir:" + directory.resolve("objects")));
        configuration.getDataStorageConfiguration().setPageSize(8_192);
        node = Ignition.start(configuration);
        node.cluster().state(ClusterState.ACTIVE);
    }
}
