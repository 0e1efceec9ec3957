package io.foreshard.plugin.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import java.lang.reflect.Field;
import java.nio.file.Path;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree.Result;
import org.apache.ignite.internal.processors.cache.persistence.tree.util.PageHandlerWrapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeHandlersTest {
    private final PageHandlerWrapper<Result> before = BPlusTree.testHndWrapper;

    @TempDir
    Path directory;

    @AfterEach
    void restore() {
        BPlusTree.testHndWrapper = before;
    }

    @Test
    void install_twice_keepsTheFirstHook() throws Exception {
        BPlusTree.testHndWrapper = null;
        TreeHandlers.install();
        PageHandlerWrapper<Result> first = BPlusTree.testHndWrapper;

        TreeHandlers.install();

        assertThat(first).isInstanceOf(TreeHandlers.class);
        assertThat(BPlusTree.testHndWrapper).isSameAs(first);
    }

    @Test
    void install_hookOfOtherCode_refusesWithItsName() {
        PageHandlerWrapper<Result> other = (tree, handler) -> handler;
        BPlusTree.testHndWrapper = other;

        assertThatThrownBy(TreeHandlers::install)
                .isInstanceOf(IgniteCheckedException.class)
                .hasMessageContaining(other.getClass().getName())
                .hasMessageContaining("unset it before the node starts");
        assertThat(BPlusTree.testHndWrapper).isSameAs(other);
    }

    @Test
    void wrap_treeWithoutTier_keepsItsHandlers() throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite tiered = nodes.server(
                    "server-0",
                    new ForeshardConfiguration()
                            .setTier(new TierConfiguration().setStoreUri("dir:" + directory.resolve("objects"))));
            assertThat(search(tiered).getClass().getEnclosingClass()).isEqualTo(RetriedHandler.class);
        }
        try (TestNodes nodes = new TestNodes(directory.resolve("other"))) {
            assertThat(search(nodes.server("server-0", new ForeshardConfiguration()))
                            .getClass()
                            .getEnclosingClass())
                    .isEqualTo(BPlusTree.class);
        }
    }

    /** Returns the handler that searches a page of the tree of a partition. */
    private static Object search(Ignite node) throws Exception {
        node.cluster().state(ClusterState.ACTIVE);
        node.createCache("rows").put(1, 1);
        GridCacheContext<?, ?> cache =
                ((IgniteEx) node).context().cache().cache("rows").context();
        BPlusTree<?, ?> tree = cache.topology()
                .localPartition(cache.affinity().partition(1))
                .dataStore()
                .tree();
        Field search = BPlusTree.class.getDeclaredField("search");
        search.setAccessible(true);
        return search.get(tree);
    }
}
