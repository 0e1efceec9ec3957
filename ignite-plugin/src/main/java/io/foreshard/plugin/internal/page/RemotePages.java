package io.foreshard.plugin.internal.page;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.tier.TierStatistics;
import io.foreshard.tier.TieredPartition;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.IgniteLogger;
import org.apache.ignite.failure.FailureContext;
import org.apache.ignite.failure.FailureType;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.pagemem.FullPageId;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.PageMemoryImpl;

/**
 * Brings remote pages back, and decides what happens when the store does not answer.
 *
 * <p>Before a page is acquired a failure is an exception: nothing has been registered or changed. Once a change of a tree or a free list has
 * begun it must not be cut off (a throw there damages them for good), so it waits for the store. Below the page memory it
 * always waits: an exception there would leave a page that looks loaded and is empty.
 */
public final class RemotePages {
    private static final long RETRY_NANOS = 100_000_000L;

    /** Tries for a page that is not in the store, before the node gives up: half a minute. */
    private static final int HOPELESS_TRIES = 300;

    private final GridKernalContext context;
    private final ChangeMethods changes = ChangeMethods.find();
    private final IgniteLogger log;
    private final Executor background;
    private final TierStatistics statistics;
    private volatile boolean stopping;

    /**
     * @param background deletes what a partition that is gone has in the store
     * @throws IgniteCheckedException if this Ignite does not have what is needed
     */
    public RemotePages(GridKernalContext context, Executor background, TierStatistics statistics)
            throws IgniteCheckedException {
        this.context = context;
        this.background = background;
        this.log = context.log(RemotePages.class);
        this.statistics = statistics;
    }

    /** Called before a page is acquired: makes it local, or fails before anything has happened. */
    void beforeAcquire(PageMemoryImpl memory, TieredPartition partition, int groupId, long pageId)
            throws IgniteCheckedException {
        int page = filePage(pageId);
        if (!partition.isRemote(page) || memory.hasLoadedPage(new FullPageId(pageId, groupId))) {
            return;
        }
        try {
            partition.fetch(page);
        } catch (IOException e) {
            if (changes.areRunning()) {
                awaitPage(partition, page);
                return;
            }
            throw new IgniteCheckedException(
                    "A page of partition " + PageIdUtils.partId(pageId) + " of cache group " + groupId
                            + " is in the object store, which did not deliver it; nothing was changed, try again when the store answers.",
                    e);
        }
    }

    /** Called below the page memory, where nothing may be thrown for a remote failure. */
    public void await(TieredPartition partition, long position, int length) throws IOException {
        int pageBytes = partition.pageBytes();
        for (int page = (int) (position / pageBytes); (long) page * pageBytes < position + length; page++) {
            awaitPage(partition, page);
        }
    }

    private void awaitPage(TieredPartition partition, int page) {
        boolean interrupted = false;
        for (int tries = 1; partition.isRemote(page); tries++) {
            try {
                partition.fetch(page);
            } catch (IOException e) {
                if (stopping || context.isStopping()) {
                    // What is half changed must not be checkpointed: the node fails, and its log repairs it at the next
                    // start.
                    throw new IllegalStateException(
                            "The node stops while a page is in an object store that does not answer.", e);
                }
                if (tries == 1) {
                    statistics.waited();
                    log.warning("A change waits for the object store: " + e.getMessage());
                }
                if (tries == HOPELESS_TRIES && isHopeless(e)) {
                    log.error("A change waits for a page that is not in the object store any more: " + e.getMessage());
                    context.failure().process(new FailureContext(FailureType.CRITICAL_ERROR, e));
                }
                LockSupport.parkNanos(RETRY_NANOS);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isHopeless(IOException failure) {
        return failure instanceof ObjectStoreException known
                && (known.reason() == Reason.NOT_FOUND || known.reason() == Reason.CORRUPT);
    }

    /** The file is gone: its objects are deleted in the background, for this may be the checkpointer or an exchange. */
    public void forget(TieredPartition partition) {
        try {
            Collection<String> objects = partition.destroyed();
            if (!objects.isEmpty()) {
                background.execute(() -> partition.forget(objects));
            }
        } catch (IOException | RejectedExecutionException e) {
            log.warning("Objects of a partition that is gone were not deleted: " + e.getMessage());
        }
    }

    public void stop() {
        stopping = true;
    }

    /** Returns the number of a page in the file: the header is page 0. */
    private static int filePage(long pageId) {
        return PageIdUtils.pageIndex(pageId) + 1;
    }
}
