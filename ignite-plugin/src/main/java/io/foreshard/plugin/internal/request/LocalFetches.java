package io.foreshard.plugin.internal.request;

import io.foreshard.plugin.internal.page.BatchFetch;
import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.plugin.internal.page.RemotePage;
import io.foreshard.plugin.internal.page.RemotePages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.NodeStoppingException;
import org.apache.ignite.internal.processors.cache.CacheObject;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.KeyCacheObject;
import org.apache.ignite.internal.processors.cache.distributed.near.GridNearTxLocal;
import org.apache.ignite.internal.processors.cache.transactions.IgniteTxKey;
import org.apache.ignite.internal.util.typedef.internal.U;

/**
 * Fetches the remote pages of the rows that an operation on many keys reads on this node: in parallel, and before the operation begins.
 *
 * <p>Each method returns when the pages are local, and throws if one cannot be fetched or the node stops. Thread-safe.
 */
final class LocalFetches {
    private static final long POLL_MILLIS = 100;

    private final GridKernalContext context;
    private final PageMemories memories;
    private final RowPages rows;
    private final RemotePages remotePages;
    private volatile boolean stopping;

    LocalFetches(GridKernalContext context, PageMemories memories, RowPages rows, RemotePages remotePages) {
        this.context = context;
        this.memories = memories;
        this.rows = rows;
        this.remotePages = remotePages;
    }

    /** Fetches the rows that a read finds on this node: those of its primary partitions, and of its backups if the read uses them. */
    void beforeRead(GridCacheContext<?, ?> cache, Collection<?> keys) throws IgniteCheckedException {
        if (!mayBeCold(cache, keys)) {
            return;
        }
        boolean readsBackups = cache.config().isReadFromBackup() && !cache.tm().inUserTx();
        Set<Integer> primary = cache.group().affinity().lastReadyAffinity().primaryPartitions(context.localNodeId());
        IntPredicate partitions = partition -> readsBackups || primary.contains(partition);
        fetch(() -> {
            List<RequestedRow> wanted = new ArrayList<>(keys.size());
            for (Object each : keys) {
                KeyCacheObject key = cache.toCacheKeyObject(each);
                if (partitions.test(cache.affinity().partition(key))) {
                    wanted.add(RequestedRow.read(new IgniteTxKey(key, cache.cacheId())));
                }
            }
            return wanted;
        });
    }

    /** Fetches the rows that a change reads on this node; their new values are not known. */
    void beforeChange(GridCacheContext<?, ?> cache, Collection<?> keys) throws IgniteCheckedException {
        if (!mayBeCold(cache, keys)) {
            return;
        }
        fetch(() -> {
            List<RequestedRow> wanted = new ArrayList<>(keys.size());
            for (Object key : keys) {
                wanted.add(changed(cache, key, null));
            }
            return wanted;
        });
    }

    /** Fetches the rows that a change reads on this node. */
    void beforeChange(GridCacheContext<?, ?> cache, Map<?, ?> changes) throws IgniteCheckedException {
        if (changes == null || !mayBeCold(cache, changes.keySet())) {
            return;
        }
        fetch(() -> {
            boolean needsValues = rows.dependOnValues(cache);
            List<RequestedRow> wanted = new ArrayList<>(changes.size());
            changes.forEach(
                    (key, value) -> wanted.add(changed(cache, key, needsValues ? cache.toCacheObject(value) : null)));
            return wanted;
        });
    }

    private static RequestedRow changed(GridCacheContext<?, ?> cache, Object key, CacheObject value) {
        return RequestedRow.changed(new IgniteTxKey(cache.toCacheKeyObject(key), cache.cacheId()), value);
    }

    /** Returns whether it is worth a look: an operation on one key reads its row before it changes anything. */
    private boolean mayBeCold(GridCacheContext<?, ?> cache, Collection<?> keys) {
        return keys != null
                && keys.size() > 1
                && memories.hasRemotePages(cache.groupId())
                && remotePages.checkpointReadHolds() == 0;
    }

    /** The rows of an operation. */
    private interface Wanted {
        List<RequestedRow> rows();
    }

    private void fetch(Wanted wanted) throws IgniteCheckedException {
        List<RequestedRow> requested;
        try {
            requested = wanted.rows();
        } catch (RuntimeException e) {
            return; // a null, or an object that cannot be a key: the operation says so
        }
        Set<RemotePage> fetched = new HashSet<>();
        Set<RemotePage> pages = look(requested);
        while (fetched.addAll(pages)) { // a page that is remote again cannot be written into its file
            fetch(pages);
            pages = look(requested);
        }
    }

    private Set<RemotePage> look(List<RequestedRow> requested) {
        try {
            return rows.firstRemote(requested);
        } catch (Exception e) { // a failed look-up must not fail the operation
            rows.failed(e);
            return Set.of();
        }
    }

    private void fetch(Set<RemotePage> pages) throws IgniteCheckedException {
        AtomicReference<BatchFetch.Failure> failure = new AtomicReference<>();
        CountDownLatch ended = new CountDownLatch(1);
        BatchFetch batch;
        try {
            batch = BatchFetch.begin(pages);
        } catch (RejectedExecutionException e) {
            throw stopped();
        }
        batch.whenEnded(first -> {
            failure.set(first);
            ended.countDown();
        });
        if (await(batch, ended) && failure.get() != null) {
            throw remotePages.unavailable(failure.get().page(), failure.get().cause());
        }
    }

    /** Returns false if the transaction was given up: the operation fails with Ignite's exception. */
    private boolean await(BatchFetch batch, CountDownLatch ended) throws IgniteCheckedException {
        GridNearTxLocal transaction = context.cache().context().tm().userTx();
        boolean isComplete = false;
        try {
            while (!U.await(ended, POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (stopping) { // the reads that have not begun never end
                    throw stopped();
                }
                if (transaction != null && isGivenUp(transaction)) {
                    return false;
                }
            }
            isComplete = true;
            return true;
        } finally {
            if (!isComplete) {
                batch.cancel();
            }
        }
    }

    private static boolean isGivenUp(GridNearTxLocal transaction) {
        return transaction.remainingTime() < 0
                || switch (transaction.state()) {
                    case MARKED_ROLLBACK, ROLLING_BACK, ROLLED_BACK -> true;
                    default -> false;
                };
    }

    private static NodeStoppingException stopped() {
        return new NodeStoppingException("The node stops while an operation waits for a page from the object store.");
    }

    /** Ends the operations that wait. */
    void stop() {
        stopping = true;
    }
}
