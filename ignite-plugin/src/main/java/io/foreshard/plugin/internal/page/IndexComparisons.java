package io.foreshard.plugin.internal.page;

import io.foreshard.plugin.internal.sql.IndexWalk;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.cache.query.index.sorted.inline.InlineIndex;
import org.apache.ignite.internal.managers.communication.GridIoManager;
import org.apache.ignite.internal.managers.communication.GridIoPolicy;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.CacheObject;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.KeyCacheObject;
import org.apache.ignite.internal.processors.cache.persistence.CacheDataRow;
import org.apache.ignite.internal.processors.cache.persistence.CacheDataRowAdapter;
import org.apache.ignite.internal.processors.cache.persistence.CacheSearchRow;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree;
import org.apache.ignite.internal.processors.cache.tree.CacheDataTree;

/**
 * Fetches the rows with which indexes compare the old and the new row of an update of an atomic cache, before the update changes anything.
 *
 * <p>The update begins with a search of the tree of its partition, which retries after the fetch. An entry processor makes the new row later; an index is likely to
 * have the same place for both. Requests of other nodes have fetched the rows before they run on a stripe. Thread-safe.
 */
public final class IndexComparisons {
    private final GridKernalContext context;
    private final PageMemories memories;
    private final IndexWalk indexes;
    private final AtomicUpdates updates = AtomicUpdates.find();

    /** The update of the current thread whose rows are fetched. */
    private final ThreadLocal<WeakReference<Object>> compared = new ThreadLocal<>();

    private IndexComparisons(GridKernalContext context, PageMemories memories) throws IgniteCheckedException {
        this.context = context;
        this.memories = memories;
        this.indexes = new IndexWalk(context);
    }

    /**
     * Begins with the first tree of a server; to be called from {@code initExtensions}.
     *
     * @throws IgniteCheckedException if this Ignite does not have the {@link AtomicUpdates}
     */
    public static void install(Ignite ignite, PageMemories memories) throws IgniteCheckedException {
        memories.use(new IndexComparisons(((IgniteEx) ignite).context(), memories));
    }

    /** Returns the fetch that an operation needs before its first search; null if it needs none, or had it. */
    NextFetch before(CacheDataTree tree, BPlusTree<?, ?>.Invoke operation) {
        if (isRequest() || isCompared(operation) || !updates.isUpdate(operation)) {
            return null;
        }
        CacheSearchRow row = (CacheSearchRow) operation.row();
        List<InlineIndex> reading = reading(tree, row);
        if (reading.isEmpty() || !memories.hasRemotePages(tree.groupId())) {
            return null;
        }
        return () -> {
            compared.set(new WeakReference<>(operation));
            try {
                compare(tree, row, updates.value(operation), reading);
            } catch (IgniteCheckedException e) {
                compared.remove();
                throw e;
            }
        };
    }

    private boolean isCompared(Object operation) {
        WeakReference<Object> last = compared.get();
        return last != null && last.get() == operation;
    }

    /** Returns whether the current thread runs a request of another node. */
    private static boolean isRequest() {
        Byte policy = GridIoManager.currentPolicy();
        return policy != null && policy == GridIoPolicy.SYSTEM_POOL;
    }

    private List<InlineIndex> reading(CacheDataTree tree, CacheSearchRow row) {
        CacheGroupContext group = context.cache().cacheGroup(tree.groupId());
        if (group == null || group.systemCache()) {
            return List.of();
        }
        GridCacheContext<?, ?> cache = group.sharedGroup()
                ? context.cache().context().cacheContext(row.cacheId())
                : group.singleCacheContext();
        return cache == null ? List.of() : indexes.indexes(cache);
    }

    private void compare(CacheDataTree tree, CacheSearchRow row, CacheObject value, List<InlineIndex> reading)
            throws IgniteCheckedException {
        KeyCacheObject key = row.key();
        try {
            CacheDataRow old = tree.findOne(row, CacheDataRowAdapter.RowData.NO_KEY);
            indexes.compare(reading, old, key, value, key.partition());
        } catch (Exception e) { // trees throw exceptions of their rows that they do not declare
            throw unavailable(e);
        }
    }

    /** Returns the failure as one that does not make a tree look corrupted. */
    private static IgniteCheckedException unavailable(Exception failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof UnavailablePageException page) {
                return page;
            }
            if (each instanceof UnavailableRowException row) {
                return new UnavailablePageException(
                        row.getMessage(), (IOException) row.getCause().getCause());
            }
        }
        return failure instanceof IgniteCheckedException checked ? checked : new IgniteCheckedException(failure);
    }
}
