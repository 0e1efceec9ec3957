package io.foreshard.plugin.internal.page;

import io.foreshard.tier.TierListener;
import io.foreshard.tier.TieredPartition;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.NodeStoppingException;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.PageMemoryImpl;

/**
 * Fetches remote pages for Ignite; when a fetch fails, it throws or waits for the store, depending on the caller.
 *
 * <p>It does not fetch while the caller holds the latch of a tree page that it can release: see {@link RetriedHandler}. Before a page is acquired it throws,
 * because nothing is registered or changed yet: an {@link UnavailablePageException}, or an {@link UnavailableRowException} in a query. Neither fails the node
 * ({@link PageFailureProcessor}). It retries until the store answers if a {@link ChangeMethods change} is on the stack, because an exception there would corrupt a tree or a free list, in the
 * recovery of a starting node, and below the page memory, where an exception would leave an empty page registered as loaded. An eviction or an index build
 * retries a damaged page every 15 s ({@link PausedTasks}). Thread-safe.
 */
public final class RemotePages {
    private final GridKernalContext context;
    private final FetchesUnderWay fetches = new FetchesUnderWay(System::nanoTime);
    private final ChangedPages changedPages = new ChangedPages();
    private final PoliteCheckpoints checkpoints;
    private final TierListener listener;
    private final FailedFetches failures;
    private final EarlyFailures earlyFailures = new EarlyFailures();
    private final ScanFetches scans = new ScanFetches();
    private final ThreadLocal<NextFetch> wanted = new ThreadLocal<>();
    private final AtomicInteger wantedFetches = new AtomicInteger();

    /** @throws IgniteCheckedException if this Ignite does not have the {@link ChangeMethods} or the {@link TreeInternals} */
    public RemotePages(Ignite ignite, TierListener listener) throws IgniteCheckedException {
        this.context = ((IgniteEx) ignite).context();
        this.listener = listener;
        failures = new FailedFetches(context, listener, fetches);
        PageFailureProcessor.install(context);
        TreeHandlers.install();
        checkpoints = PoliteCheckpoints.install(context, fetches, changedPages, listener);
    }

    /**
     * Makes a page local before it is acquired; on failure throws before anything is changed, or waits during a change.
     *
     * @param leaves the leaves that cursors latch
     * @throws PageWanted if the caller holds a latch that it can release first
     */
    void beforeAcquire(PageMemoryImpl memory, CursorLeaves leaves, TieredPartition partition, int groupId, long pageId)
            throws IgniteCheckedException {
        WantedPage page = new WantedPage(memory, partition, groupId, pageId);
        if (!page.isRemote()) {
            return;
        }
        if (LocalReads.isActive()) {
            throw LocalReads.stopAt(new RemotePage(groupId, PageIdUtils.partId(pageId), partition, page.filePage()));
        }
        switch (TreeLatch.ofCurrentThread()) {
            case NONE -> fetchTogether(PreloadReads.next(page), Set::of);
            case RELEASABLE -> throw new PageWanted(this, page, QueryReads.onCurrentStack());
            case HELD -> {
                listener.fetchedUnderLatch();
                fetchTogether(leaves.ofLatchedLeaf(page), Set::of);
                fetch(page, QueryReads.onCurrentStack(), true);
                return;
            }
        }
        fetch(page, QueryReads.onCurrentStack(), false);
    }

    /** Remembers a fetch for {@link #fetchWanted}. */
    void fetchNext(NextFetch fetch) {
        wanted.set(fetch);
        wantedFetches.incrementAndGet();
    }

    /** Returns whether any thread has remembered a fetch; a cheap test before each latch. */
    boolean isAnyWanted() {
        return wantedFetches.get() != 0;
    }

    /** Does the fetch that the current thread has remembered, if any; it must not hold a latch. */
    void fetchWanted() throws IgniteCheckedException {
        NextFetch next = wanted.get();
        if (next == null) {
            return;
        }
        wanted.remove();
        wantedFetches.decrementAndGet();
        next.run();
    }

    /**
     * Fetches a page that a page handler wanted, and loads it into page memory.
     *
     * @param next pages that the thread reads next: those that it waits for are fetched with the page and loaded, too
     */
    void fetch(PageWanted wanted, NextPages next, boolean hasLogged) throws IgniteCheckedException {
        ReadPurpose before = CurrentRead.replace(wanted.purpose());
        try {
            fetchUnlatched(wanted.page(), next, wanted.isRowOfQuery(), hasLogged);
            load(wanted.page());
            for (WantedPage page : next.wanted()) {
                if (!page.partition().isRemote(page.filePage())) {
                    load(page);
                }
            }
        } finally {
            CurrentRead.replace(before);
        }
    }

    private static void load(WantedPage page) throws IgniteCheckedException {
        page.memory()
                .releasePage(page.groupId(), page.pageId(), page.memory().acquirePage(page.groupId(), page.pageId()));
    }

    /** Fetches pages for a thread that holds no latch; releases the checkpoint read lock if nothing has been changed or logged under it. */
    private void fetchUnlatched(WantedPage page, NextPages next, boolean isRowOfQuery, boolean hasLogged)
            throws IgniteCheckedException {
        if (!page.isRemote()) {
            return;
        }
        CheckpointReadHold hold = checkpoints.hold();
        int holds = hold == null || hasLogged || failures.hasBegun() ? 0 : hold.release();
        if (holds == 0) {
            fetchTogether(next.wanted(), next.ahead());
            fetch(page, isRowOfQuery, false);
            return;
        }
        try {
            fetchTogether(next.wanted(), next.ahead());
            fetch(page);
        } catch (IOException e) {
            throw failures.unavailable(page, isRowOfQuery, e);
        } finally {
            hold.restore(holds);
        }
        if (context.isStopping()) {
            throw new NodeStoppingException(
                    "The node stops while an operation waits for a page from the object store.");
        }
    }

    /**
     * Fetches pages together for a thread without a latch. It remembers a failure for its next fetch, as it may not need all of the pages.
     *
     * @param ahead finds pages that are fetched too, and that the thread does not wait for; not for a scan, which has no room for them
     * @return whether all pages are readable
     */
    private boolean fetchTogether(Set<WantedPage> pages, NextPages.Ahead ahead) throws IgniteCheckedException {
        if (pages.stream().noneMatch(WantedPage::isRemote)) {
            return true;
        }
        long start = System.nanoTime();
        BatchFetch.Failure failure;
        fetches.begin();
        try {
            ReadPurpose purpose = CurrentRead.purpose();
            failure = purpose.readsThrough() ? scans.fetch(purpose, pages) : fill(pages, ahead);
        } catch (RejectedExecutionException e) {
            return false; // the node stops
        } finally {
            fetches.end();
        }
        if (failure != null) {
            earlyFailures.add(failure.page().tiered(), failure.page().page(), failure.cause(), start);
        }
        return failure == null;
    }

    private static BatchFetch.Failure fill(Set<WantedPage> pages, NextPages.Ahead ahead) throws IgniteCheckedException {
        BatchFetch batch = BatchFetch.begin(pages.stream()
                .filter(WantedPage::isRemote)
                .map(WantedPage::remote)
                .toList());
        fetchAhead(ahead);
        return batch.await();
    }

    /** Begins to fetch pages; a failure is that of the fetch that needs the page. */
    private static void fetchAhead(NextPages.Ahead ahead) throws IgniteCheckedException {
        List<RemotePage> remote = ahead.pages().stream().map(WantedPage::remote).toList();
        if (!remote.isEmpty()) {
            BatchFetch.begin(remote);
        }
    }

    /** As {@link #fetchTogether}, for pages that a thread may need soon; waits for the store during a change. If it returns false, the thread goes on without them. */
    boolean fetchEarly(Set<WantedPage> pages, NextPages.Ahead ahead) throws IgniteCheckedException {
        boolean isKnown = pages.stream().anyMatch(page -> earlyFailures.isKnown(page.partition(), page.filePage()));
        if (isKnown && failures.begun() == ChangeMethods.Begun.NOTHING) {
            return false;
        }
        if (fetchTogether(pages, ahead)) {
            return true;
        }
        return failures.begun() != ChangeMethods.Begun.NOTHING && pages.stream().allMatch(this::fetchEarly);
    }

    /** As {@link #fetchEarly(Set, NextPages.Ahead)}, for one page. */
    private boolean fetchEarly(WantedPage page) {
        if (!page.isRemote()) {
            return true;
        }
        try {
            fetch(page);
            return true;
        } catch (IOException e) {
            return failures.failedEarly(page, e, checkpointReadHolds());
        }
    }

    private void fetch(WantedPage page, boolean isRowOfQuery, boolean isLatched) throws IgniteCheckedException {
        try {
            fetch(page);
        } catch (IOException e) {
            failures.failed(page, e, isRowOfQuery, isLatched, checkpointReadHolds());
        }
    }

    /**
     * Returns how often the current thread holds the checkpoint read lock. Ignite's {@code checkpointLockIsHeldByThread} cannot tell: it is always true in a JVM
     * without assertions.
     */
    public int checkpointReadHolds() {
        CheckpointReadHold hold = checkpoints.hold();
        return hold == null ? 0 : hold.count();
    }

    /** Returns the exception of a request that was not executed because a page it reads cannot be fetched. */
    public IgniteCheckedException unavailable(RemotePage page, IOException cause) {
        return failures.unavailable(page, cause);
    }

    /** Makes pages local below the page memory; waits for the store, and throws only when the node stops. */
    public void await(TieredPartition partition, long position, int length) throws IOException {
        int pageBytes = partition.pageBytes();
        for (int page = (int) (position / pageBytes); (long) page * pageBytes < position + length; page++) {
            failures.awaitPage(partition, page);
        }
    }

    /** The current thread has changed a page. */
    void changed() {
        changedPages.add();
    }

    private void fetch(WantedPage page) throws IOException {
        if (!page.isRemote()) {
            return; // it was fetched with others, and loaded
        }
        earlyFailures.rethrow(page.partition(), page.filePage());
        fetches.begin();
        try {
            page.partition().fetch(CurrentRead.purpose().target(), page.filePage());
        } finally {
            fetches.end();
        }
    }

    /** Makes the threads that wait for the store throw; to be called when the node begins to stop. */
    public void stop() {
        failures.stop();
    }
}
