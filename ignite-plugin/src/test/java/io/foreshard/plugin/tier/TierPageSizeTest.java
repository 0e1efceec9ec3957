package io.foreshard.plugin.tier;

import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.QueryIndex;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other sizes: 1 KiB, less than a block of the file system, and 8 KiB. Other tests use 4 KiB, and {@link TierFeaturesTest} 16 KiB. */
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

    @ParameterizedTest
    @ValueSource(ints = {1_024, 8_192})
    void get_pagesOfThisSize_readsColdRows(int pageBytes) {
        UpdatedRows rows = new UpdatedRows(1_000, CACHE);
        start(pageBytes);
        node.createCache(ColdNode.cache(CACHE).setQueryEntities(List.of(entity())));
        rows.write(node);
        RemoteShare.offload(node, CACHE);
        nodes.close();

        start(pageBytes);
        RemoteShare.atLeastHalf(node, CACHE);
        rows.verify(node);
        rows.write(node);
        RemoteShare.offload(node, CACHE);
        rows.verify(node);
    }

    /** Two indexes: their names do not fit in one page of 1 KiB. */
    private static QueryEntity entity() {
        return new QueryEntity(Integer.class.getName(), byte[].class.getName())
                .addQueryField("id", Integer.class.getName(), null)
                .setKeyFieldName("id")
                .setIndexes(List.of(new QueryIndex("id", true, "first"), new QueryIndex("id", false, "second")));
    }

    private void start(int pageBytes) {
        nodes = new TestNodes(directory);
        IgniteConfiguration configuration =
                nodes.configuration("server-0", ColdNode.configuration("dir:" + directory.resolve("objects")));
        configuration.getDataStorageConfiguration().setPageSize(pageBytes);
        node = Ignition.start(configuration);
        node.cluster().state(ClusterState.ACTIVE);
    }
}
