package io.foreshard.plugin.internal.page;

import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree.Result;
import org.apache.ignite.internal.processors.cache.persistence.tree.util.PageHandler;
import org.apache.ignite.internal.processors.cache.persistence.tree.util.PageHandlerWrapper;

/**
 * Wraps the page handlers of each tree of a server with a tier by a {@link RetriedHandler}; the trees of other nodes of this JVM keep theirs. Thread-safe.
 *
 * <p>Ignite has one such hook per JVM, which it made for its tests and calls in the constructor of each tree.
 */
final class TreeHandlers implements PageHandlerWrapper<Result> {
    private final TreeInternals internals;

    private TreeHandlers(TreeInternals internals) {
        this.internals = internals;
    }

    /**
     * Installs the hook if it is not; to be called before the first tree of the server.
     *
     * @throws IgniteCheckedException if this Ignite has other trees, or other code uses the hook
     */
    static synchronized void install() throws IgniteCheckedException {
        if (BPlusTree.testHndWrapper instanceof TreeHandlers) {
            return;
        }
        TreeHandlers handlers = new TreeHandlers(TreeInternals.find());
        if (BPlusTree.testHndWrapper != null) {
            throw new IgniteCheckedException("BPlusTree.testHndWrapper is set to a "
                    + BPlusTree.testHndWrapper.getClass().getName()
                    + ", but the tier of Foreshard needs it; unset it before the node starts, or remove tier.storeUri from the "
                    + "ForeshardConfiguration.");
        }
        BPlusTree.testHndWrapper = handlers;
    }

    @Override
    public PageHandler<?, Result> wrap(BPlusTree<?, ?> tree, PageHandler<?, Result> handler) {
        boolean hasTier = internals.pageMemory(tree) instanceof TieredPageMemory memory && memory.hasTier();
        return hasTier ? RetriedHandler.of(tree, handler, internals) : handler;
    }
}
