package io.foreshard.plugin.internal.page;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.tier.TierListener;
import io.foreshard.tier.TieredPartition;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.failure.FailureContext;
import org.apache.ignite.failure.FailureType;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;

/**
 * What a thread does whose page could not be fetched. Before it has changed anything it throws. In a change, in the recovery of a starting node and below the page
 * memory it waits until the store answers; if the page is damaged, the node fails after 30 s. An eviction or an index build that meets a damaged page pauses
 * ({@link PausedTasks}). Thread-safe.
 */
public final class FailedFetches {
    private static final long RETRY_NANOS = 100_000_000L;

    /** Attempts, 100 ms apart, to fetch a page that is missing or corrupt in the store; then the node fails. */
    private static final int MAX_HOPELESS_ATTEMPTS = 300;

    /** Attempts between two reports of a recovery that waits. */
    private static final int RECOVERY_REPORT_ATTEMPTS = 300;

    private final GridKernalContext context;
    private final ChangeMethods changes = ChangeMethods.find();
    private final FetchesUnderWay fetches;
    private final Recovery recovery = new Recovery();
    private final TierListener listener;
    private final PausedTasks tasks;
    private volatile boolean stopping;

    /** @throws IgniteCheckedException if this Ignite does not have the {@link ChangeMethods} */
    FailedFetches(GridKernalContext context, TierListener listener, FetchesUnderWay fetches)
            throws IgniteCheckedException {
        this.context = context;
        this.listener = listener;
        this.fetches = fetches;
        tasks = new PausedTasks(context, listener);
        context.internalSubscriptionProcessor().registerDatabaseListener(recovery);
    }

    /** Returns whether the current thread has begun a change, an eviction or an index build, or the node recovers. */
    boolean hasBegun() {
        return recovery.isRunning() || changes.onCurrentStack();
    }

    /** Returns what the current thread has begun. */
    ChangeMethods.Begun begun() {
        return recovery.isRunning() ? ChangeMethods.Begun.CHANGE : changes.begun();
    }

    /**
     * A page that the current thread needs was not fetched; returns when it was, if the thread has to wait for it.
     *
     * @param isRowOfQuery whether the exception goes through Ignite's classes of a query
     * @param isLatched whether the thread holds a latch
     * @param holds how often it holds the checkpoint read lock
     * @throws IgniteCheckedException if nothing was changed
     */
    void failed(WantedPage page, IOException failure, boolean isRowOfQuery, boolean isLatched, int holds)
            throws IgniteCheckedException {
        switch (begun()) {
            case NOTHING -> throw unavailable(page, isRowOfQuery, failure);
            case EVICTION -> continueEviction(page, failure);
            case INDEX_BUILD -> continueBuild(page, failure, isLatched, holds);
            case CHANGE -> awaitPage(page.partition(), page.filePage());
        }
    }

    /** As {@link #failed}, for a page that the thread may need soon, and that holds no latch; returns false if the thread goes on without the page. */
    boolean failedEarly(WantedPage page, IOException failure, int holds) {
        switch (begun()) {
            case NOTHING -> {
                return false;
            }
            case EVICTION -> {
                if (isHopeless(failure)) {
                    return false;
                }
                awaitPage(page.partition(), page.filePage());
            }
            case INDEX_BUILD -> continueBuild(page, failure, false, holds);
            case CHANGE -> awaitPage(page.partition(), page.filePage());
        }
        return true;
    }

    private void continueEviction(WantedPage page, IOException failure) throws IgniteCheckedException {
        if (!isHopeless(failure)) {
            awaitPage(page.partition(), page.filePage());
            return;
        }
        tasks.evictionFailed(page.groupId(), PageIdUtils.partId(page.pageId()), failure);
        throw unavailable(page, true, failure);
    }

    private void continueBuild(WantedPage page, IOException failure, boolean isLatched, int holds) {
        if (!isHopeless(failure) || isLatched && holds > 0) {
            awaitPage(page.partition(), page.filePage());
            return;
        }
        tasks.awaitBuild(page.groupId(), PageIdUtils.partId(page.pageId()), failure, holds, () -> {
            try {
                page.partition().fetch(page.filePage());
                return true;
            } catch (IOException e) {
                checkNotStopping(e);
                return false;
            }
        });
    }

    /**
     * Returns the exception of a page that cannot be fetched. A query gets one that {@code DataRow} and {@code BPlusTree} do not know: they wrap
     * others into one that says that the tree is corrupted.
     */
    IgniteCheckedException unavailable(WantedPage page, boolean isRowOfQuery, IOException cause) {
        String sentence = sentence(page.groupId(), PageIdUtils.partId(page.pageId()), cause);
        if (isRowOfQuery) {
            throw undeclared(new UnavailableRowException(sentence, cause));
        }
        return new UnavailablePageException(sentence, cause);
    }

    private String sentence(int groupId, int partition, IOException cause) {
        CacheGroupContext group = context.cache().cacheGroup(groupId);
        return "A page of partition " + partition + " of "
                + (group == null ? "cache group " + groupId : group.cacheOrGroupName())
                + " is in the object store and could not be fetched: " + cause.getMessage();
    }

    /** Returns the exception of a request that was not executed because a page it reads cannot be fetched. */
    IgniteCheckedException unavailable(RemotePage page, IOException cause) {
        return new UnavailablePageException(sentence(page.groupId(), page.partition(), cause), cause);
    }

    /** Throws a checked exception from a method that does not declare it. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> RuntimeException undeclared(Exception failure) throws E {
        throw (E) failure;
    }

    /** Fetches a page; waits for the store, and throws only when the node stops. */
    void awaitPage(TieredPartition partition, int page) {
        fetches.begin();
        boolean interrupted = false;
        boolean isBlocked = false;
        try {
            for (int attempt = 1; partition.isRemote(page); attempt++) {
                try {
                    partition.fetch(page);
                    break; // it may still be remote: delivered from memory, because the disk is full
                } catch (IOException e) {
                    isBlocked = true;
                    retryFailed(e, attempt);
                    LockSupport.parkNanos(RETRY_NANOS);
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            fetches.end();
            if (isBlocked) {
                listener.changeContinued(Thread.currentThread());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void retryFailed(IOException cause, int attempt) {
        checkNotStopping(cause);
        if (attempt == 1) {
            listener.changeBlocked(Thread.currentThread(), cause);
        }
        if (recovery.isRunning() && attempt % RECOVERY_REPORT_ATTEMPTS == 1) {
            listener.recoveryBlocked(cause);
        }
        if (attempt == MAX_HOPELESS_ATTEMPTS && isHopeless(cause)) {
            listener.pageLost(cause);
            context.failure().process(new FailureContext(FailureType.CRITICAL_ERROR, cause));
        }
    }

    private void checkNotStopping(IOException cause) {
        if (stopping || context.isStopping()) {
            // A half finished change must not be checkpointed: this exception fails the node, and at the next start
            // Ignite repairs the change from the write-ahead log.
            throw new IllegalStateException(
                    "The node stops while a write waits for a page from the object store.", cause);
        }
    }

    /** Returns whether repeating a fetch that failed cannot help. */
    public static boolean isHopeless(IOException failure) {
        return failure instanceof ObjectStoreException known
                && (known.reason() == Reason.NOT_FOUND || known.reason() == Reason.CORRUPT);
    }

    /** Makes the threads that wait for the store throw; to be called when the node begins to stop. */
    void stop() {
        stopping = true;
    }
}
