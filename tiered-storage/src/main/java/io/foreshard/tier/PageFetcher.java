package io.foreshard.tier;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Fetches remote pages of one partition, each with its neighbours in one ranged read, verifies them and writes them into the partition file, or
 * keeps them in memory for one read, see {@link FetchTarget}.
 *
 * <p>Thread-safe. {@link UnitReads} shares the reads between the threads.
 */
final class PageFetcher {
    /** The reads of a batch run in parallel, and each holds its bytes in memory: longer ones would save requests, and no time. */
    private static final int MAX_READ_BYTES = 1 << 20;

    private final LocalPages local;
    private final PartitionObjects objects;
    private final int pageBytes;
    private final PageChecksum checksum;
    private final DamagedPages damaged;
    private final TierListener listener;
    private final UnitReads reads;
    private final Readahead readahead;
    private final ReadWriteLock closing = new ReentrantReadWriteLock();
    private volatile boolean closed;

    /** @param executor runs reads of batches */
    PageFetcher(
            LocalPages local,
            PartitionObjects objects,
            int pageBytes,
            PageChecksum checksum,
            DamagedPages damaged,
            TierListener listener,
            Executor executor,
            TransferSizes sizes) {
        this.damaged = damaged;
        this.local = local;
        this.objects = objects;
        this.pageBytes = pageBytes;
        this.checksum = checksum;
        this.listener = listener;
        int unitPages = sizes.unitPages(pageBytes);
        int maxSlots = Math.max(unitPages, MAX_READ_BYTES / pageBytes);
        readahead = new Readahead(local.table(), unitPages, sizes.readaheadBytes() / pageBytes);
        reads = new UnitReads(local.table(), unitPages, maxSlots, this::read, executor);
    }

    UnitReads reads() {
        return reads;
    }

    /** Returns the bytes that a fetch of one page reads at most. */
    int unitBytes() {
        return reads.unitPages() * pageBytes;
    }

    /**
     * Makes pages readable. Returns when they are, or with the first failure.
     *
     * @throws IOException if a page could not be fetched or is corrupt, its state is unchanged; or if the partition file, which is the target, could not be written
     */
    void fetch(FetchTarget target, int... pages) throws IOException {
        if (Arrays.stream(pages).noneMatch(local.table()::isRemote)) {
            return;
        }
        PageFetch fetch = new PageFetch(this, possible(target, pages));
        List<UnitRead> joined = fetch.join(pages);
        readahead(target, pages);
        try {
            reads.execute(joined.subList(Math.min(1, joined.size()), joined.size()));
        } catch (RejectedExecutionException e) {
            // The node stops: the current thread runs the reads.
        }
        fetch.await();
    }

    /**
     * Begins to make pages readable.
     *
     * @throws RejectedExecutionException if the node stops
     */
    PageFetch begin(FetchTarget target, int... pages) {
        readahead(target, pages);
        return send(target, pages);
    }

    private PageFetch send(FetchTarget target, int... pages) {
        PageFetch fetch = new PageFetch(this, possible(target, pages));
        List<UnitRead> joined = fetch.join(pages);
        try {
            reads.execute(joined);
        } catch (RejectedExecutionException e) {
            fetch.cancel();
            throw e;
        }
        return fetch;
    }

    /** The pages were offloaded: readers of pages that were local before are forgotten. */
    void offloaded() {
        readahead.reset();
    }

    /** A reader has read a local page: fetches the pages ahead of it, if they were earned. */
    void read(int page) {
        fetchAhead(readahead.read(page));
    }

    /** A reader that wants pages again which passed through memory has no room for them: then they are written into the file. */
    private FetchTarget possible(FetchTarget target, int... pages) {
        return target == FetchTarget.MEMORY && local.memory().hasPassed(pages) ? FetchTarget.FILE_OR_MEMORY : target;
    }

    /** Memory has no room for pages that a reader may never reach, and a recall knows its next pages. */
    private void readahead(FetchTarget target, int... pages) {
        if (target == FetchTarget.FILE_OR_MEMORY) {
            fetchAhead(readahead.fetched(pages));
        }
    }

    private void fetchAhead(int[] pages) {
        if (pages.length > 0 && !local.memory().isDiskLow()) {
            try {
                send(FetchTarget.FILE_OR_MEMORY, pages);
            } catch (RejectedExecutionException e) {
                // The node stops: nothing is read ahead.
            }
        }
    }

    /** Joins or adds the reads of some pages for a fetch, see {@link UnitReads#join}. */
    Map<UnitRead, List<Integer>> join(PageFetch fetch, int[] pages) {
        return reads.join(
                fetch,
                pages,
                slot -> fetch.target() == FetchTarget.FILE || !local.memory().has(slot.object(), slot.page()));
    }

    /** Returns why pages are not readable after the read that they wanted; null if they are, or are not remote in its object any more. */
    Throwable failureOf(UnitRead read, List<Integer> pages, FetchTarget target) {
        UnitRead.Outcome outcome = read.outcome();
        FetchUnit range = read.range();
        try {
            for (int page : pages) {
                if (!local.table().isRemoteIn(range.object(), page)) {
                    continue;
                }
                if (outcome.failure() instanceof ObjectStoreException e) {
                    recover(range, page, e);
                } else if (outcome.failure() != null) {
                    return outcome.failure();
                } else if (outcome.corrupt().contains(page)) {
                    return damaged.failure(range.object(), page, null);
                }
            }
            return target == FetchTarget.FILE ? outcome.unwritten() : null;
        } catch (IOException | RuntimeException | Error e) {
            return e;
        }
    }

    /** Takes a page from the partition file if a crash left it there; fails else. */
    private void recover(FetchUnit range, int page, ObjectStoreException failure) throws IOException {
        if (isLost(failure)) {
            if (!heal(range, page)) {
                throw damaged.failure(range.object(), page, failure);
            }
        } else if (!reuse(range, page, failure)) {
            throw failure;
        }
    }

    /** Reads a range and takes its intact pages. */
    private UnitRead.Outcome read(UnitRead read) {
        FetchUnit range = read.range();
        try {
            checkOpen();
            ByteBuffer content =
                    objects.get(range.object(), (long) range.fromSlot() * pageBytes, range.slots() * pageBytes);
            closing.readLock().lock();
            try {
                return closed
                        ? UnitRead.Outcome.failed(new IOException("The partition is closed."))
                        : fill(range, content, reads.isForFile(read));
            } finally {
                closing.readLock().unlock();
            }
        } catch (IOException | RuntimeException | Error e) { // the threads that wait for the read throw it
            return UnitRead.Outcome.failed(e);
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("The partition is closed.");
        }
    }

    private UnitRead.Outcome fill(FetchUnit range, ByteBuffer content, boolean intoFile) throws IOException {
        Set<Integer> corrupt = new HashSet<>();
        IOException unwritten = local.fill(range, content, intoFile, (page, bytes, expected) -> {
            boolean intact = checksum.of(range.generation(), page, bytes) == expected;
            if (!intact) {
                corrupt.add(page);
            }
            return intact;
        });
        for (int page : List.copyOf(corrupt)) {
            if (heal(range, page)) {
                corrupt.remove(page);
            } else {
                damaged.found(range.object(), page);
            }
        }
        if (unwritten != null) {
            listener.fillFailed(local.groupName(), local.partition(), unwritten);
        }
        return new UnitRead.Outcome(null, corrupt, unwritten);
    }

    /** Returns whether repeating the request cannot help. */
    static boolean isLost(ObjectStoreException failure) {
        return failure.reason() == Reason.NOT_FOUND || failure.reason() == Reason.CORRUPT;
    }

    /** Uses the bytes that a crash left in the file, if they are the page. */
    private boolean reuse(FetchUnit unit, int page, ObjectStoreException unavailable) {
        try {
            boolean reused = local.copies().reuse(unit, unit.slotOf(page), checksum);
            if (reused) {
                listener.pageReused(unit.object(), page);
            }
            return reused;
        } catch (IOException e) {
            unavailable.addSuppressed(e);
            return false;
        }
    }

    /** Uses the bytes that a crash left in the file, if they are the page. A corrupt neighbour stays remote and fails the fetch that wants it. */
    private boolean heal(FetchUnit unit, int page) throws IOException {
        boolean healed = local.copies().heal(unit, unit.slotOf(page), checksum);
        if (healed) {
            listener.pageHealed(unit.object(), page);
        }
        return healed;
    }

    /** The file is about to be closed or deleted: waits for pages that are being written into it, and refuses later ones. */
    void close() {
        closing.writeLock().lock();
        closed = true;
        closing.writeLock().unlock();
    }
}
