package io.foreshard.plugin.internal.file;

import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.plugin.internal.page.RemotePages;
import io.foreshard.tier.TieredStorage;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.pagemem.store.IgnitePageStoreManager;

/** The page store manager of a server with a tier: replaces that of Ignite, and checks that it is the one in use. Thread-safe. */
public final class PageStores {
    private final GridKernalContext context;
    private final TieredStorage storage;
    private final PageMemories memories;
    private final RemotePages remotePages;

    /** Prepares the replacement; to be called from {@code initExtensions}. */
    public PageStores(Ignite ignite, TieredStorage storage, PageMemories memories, RemotePages remotePages) {
        this.context = ((IgniteEx) ignite).context();
        this.storage = storage;
        this.memories = memories;
        this.remotePages = remotePages;
    }

    /** Returns the replacement of one of Ignite's components, or null. */
    public <T> T create(Class<T> type) {
        if (type != IgnitePageStoreManager.class) {
            return null;
        }
        TieredPartitions partitions = new TieredPartitions(storage, memories, this::pageBytes);
        return type.cast(new TieredPageStoreManager(context, partitions, remotePages));
    }

    /** Ignite sets the default page size later than it creates the page store manager. */
    private int pageBytes() {
        return context.config().getDataStorageConfiguration().getPageSize();
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
            throw new IgniteCheckedException("Another plugin has replaced Ignite's page store by "
                    + present.getClass().getName() + ": use one of them only.");
        }
    }
}
