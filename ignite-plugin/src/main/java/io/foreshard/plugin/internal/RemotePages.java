package io.foreshard.plugin.internal;

import io.foreshard.plugin.tier.TierStatistics;
import io.foreshard.plugin.tier.TieredPartition;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.IgniteLogger;
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
final class RemotePages {
    private static final long RETRY_NANOS = 100_000_000L;

    /** Methods in which a change has begun, see {@code BPlusTree} and {@code AbstractFreeList} of Ignite 2.17. */
    private static final Set<String> CHANGING = Set.of(
            "insertWithSplit",
            "insertSimple",
            "doRemoveFromLeaf",
            "removeFromLeaf",
            "mergePages",
            "finishTail",
            "finishUpdate",
            "finishRemove",
            "updateIndexes",
            "insertDataRow",
            "insertDataRows",
            "updateDataRow",
            "removeDataRowByLink",
            "writeSinglePage",
            "writeWholePages");

    private final IgniteLogger log;
    private final TierStatistics statistics;
    private volatile boolean stopping;

    RemotePages(IgniteLogger log, TierStatistics statistics) {
        this.log = log;
        this.statistics = statistics;
    }

    /** Called before a page is acquired: makes it local, or fails before anything has happened. */
    void beforeAcquire(PageMemoryImpl memory, TieredPartition partition, int groupId, long pageId)
            throws IgniteCheckedException {
        int page = filePage(pageId);
        if (!partition.isRemote(page) || memory.hasLoadedPage(new FullPageId(pageId, groupId))) {
            return;
        }
        boolean interrupted = Thread.interrupted(); // it would close the partition file
        try {
            fetch(partition, page);
        } catch (ClosedChannelException e) {
            // An interrupt of some thread closed the partition file; Ignite opens it again when it reads the page.
            log.info("A partition file was closed by an interrupt and will be opened again.");
        } catch (IOException e) {
            throw new IgniteCheckedException(
                    "A page of partition " + PageIdUtils.partId(pageId) + " of cache group " + groupId
                            + " is in the object store, which did not deliver it; nothing was changed, try again when the store answers.",
                    e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Called below the page memory, where nothing may be thrown for a remote failure. */
    void await(TieredPartition partition, long position, int length) throws IOException {
        int pageBytes = partition.pageBytes();
        for (int page = (int) (position / pageBytes); (long) page * pageBytes < position + length; page++) {
            awaitPage(partition, page);
        }
    }

    private void fetch(TieredPartition partition, int page) throws IOException {
        try {
            partition.fetch(page);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            if (!changeHasBegun()) {
                throw e;
            }
            awaitPage(partition, page);
        }
    }

    /** @throws ClosedChannelException if an interrupt closed the file, which Ignite opens again */
    private void awaitPage(TieredPartition partition, int page) throws ClosedChannelException {
        boolean interrupted = false;
        for (boolean first = true; partition.isRemote(page); first = false) {
            try {
                partition.fetch(page);
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                if (stopping) {
                    throw new IllegalStateException(
                            "The node stops while a page is in an object store that does not answer.", e);
                }
                if (first) {
                    statistics.waited();
                    log.warning("A change waits for the object store: " + e.getMessage());
                }
                LockSupport.parkNanos(RETRY_NANOS);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The file is gone: its objects are deleted as far as the store lets us. */
    void forget(TieredPartition partition) {
        try {
            partition.destroyed();
        } catch (IOException e) {
            log.warning("Objects of a partition that is gone could not be deleted: " + e.getMessage());
        }
    }

    void stop() {
        stopping = true;
    }

    /** Looked at only when a fetch has failed. */
    private static boolean changeHasBegun() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> CHANGING.contains(frame.getMethodName())
                        && frame.getClassName().startsWith("org.apache.ignite.")));
    }

    /** Returns the number of a page in the file: the header is page 0. */
    private static int filePage(long pageId) {
        return PageIdUtils.pageIndex(pageId) + 1;
    }
}
