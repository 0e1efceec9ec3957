package io.foreshard.plugin.internal.file;

import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.plugin.internal.page.RemotePages;
import io.foreshard.tier.TieredStorage;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.pagemem.store.IgnitePageStoreManager;

/** Replaces Ignite's page store manager on a server with a tier, and checks that Ignite uses the replacement. Thread-safe. */
public final class PageStores {
    private final GridKernalContext context;
    private final TieredStorage storage;
    private final PageMemories memories;
    private final RemotePages remotePages;

    /** To be called from {@code initExtensions}, before Ignite asks for its components. */
    public PageStores(Ignite ignite, TieredStorage storage, PageMemories memories, RemotePages remotePages) {
        this.context = ((IgniteEx) ignite).context();
        this.storage = storage;
        this.memories = memories;
        this.remotePages = remotePages;
    }

    /** Returns the replacement of the page store manager; null for any other component of Ignite. */
    public <T> T create(Class<T> type) {
        if (type != IgnitePageStoreManager.class) {
            return null;
        }
        TieredPartitions partitions = new TieredPartitions(storage, memories);
        return type.cast(new TieredPageStoreManager(context, partitions, remotePages));
    }

    /**
     * Checks that Ignite uses the replacement; to be called when the node has joined.
     *
     * @throws IgniteCheckedException if it does not
     */
    public void check() throws IgniteCheckedException {
        IgnitePageStoreManager present = context.cache().context().pageStore();
        if (present == null) {
            throw new IgniteCheckedException(
                    "tier.storeUri needs a data region with persistence: set "
                            + "DataRegionConfiguration.persistenceEnabled, or remove tier.storeUri from the ForeshardConfiguration.");
        }
        if (!(present instanceof TieredPageStoreManager)) {
            throw new IgniteCheckedException("Another plugin has replaced Ignite's page store manager by "
                    + present.getClass().getName() + ": use only one of the two plugins.");
        }
    }
}
