package io.foreshard.plugin.internal.page;

import java.lang.StackWalker.StackFrame;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.cache.query.index.sorted.inline.io.InlineIO;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.persistence.DataStructure;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.BPlusIO;
import org.apache.ignite.internal.processors.cache.tree.RowLinkIO;

/**
 * Fetches the remote rows of a leaf before a cursor latches the leaf without a page handler. Cursors without a lower bound latch all leaves so.
 *
 * <p>The first leaf follows an access to the meta page of the tree, which no other read needs. Each leaf links to the next one, which is expected then. A cursor without a lower bound over the rows of a partition is a scan; one
 * over an index is a scan from its sixth leaf on. While the thread of a scan reads the rows of a leaf, it heats nothing. Thread-safe.
 */
final class CursorLeaves {
    private static final String TREE = BPlusTree.class.getName();
    private static final String CURSOR = TREE + "$AbstractForwardCursor";
    private static final String QUERIES_OF_INLINED_ROWS = "org.apache.ignite.internal.processors.query.calcite.";

    /** Capacity for expected leaves. A leaf replaces an earlier one that hashes to the same place; the cursor of the replaced leaf fetches under its latch. */
    private static final int PLACE_BITS = 10;

    private static final int PLACES = 1 << PLACE_BITS;

    /** 2^64 divided by the golden ratio, see Fibonacci hashing in Knuth, The Art of Computer Programming, volume 3. */
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    /** Other accesses to an expected leaf, after which its cursor is taken for closed. */
    private static final int MAX_OTHER_ACCESSES = 1000;

    /** Leaves that a query without a lower bound may read of an index before it is a scan. */
    private static final int MAX_LEAVES_OF_QUERY = 5;

    /** Frames from an access to a page to the method of the tree, at most. */
    private static final int NEAR_FRAMES = 12;

    private final LeafRows rows;
    private final PageMemories memories;
    private final ThreadLocal<LatchedLeaf> latched = new ThreadLocal<>();
    private final ThreadLocal<Boolean> firstLeafNext = new ThreadLocal<>();
    private final AtomicInteger firstLeaves = new AtomicInteger();
    private final AtomicLongArray expected = new AtomicLongArray(PLACES);
    private final AtomicIntegerArray leavesRead = new AtomicIntegerArray(PLACES);
    private final AtomicIntegerArray otherAccesses = new AtomicIntegerArray(PLACES);
    private volatile boolean isAnyExpected;

    /** A leaf that a cursor latches, and that may be read without its rows. */
    private record LatchedLeaf(int groupId, long leafId) {}

    CursorLeaves(LeafRows rows, PageMemories memories) {
        this.rows = rows;
        this.memories = memories;
    }

    /** Tells that the current thread has latched the meta page of a tree; walks its stack. */
    void metaPageRead() {
        if (!LocalReads.isActive() && isNear("findLowerUnbounded")) {
            firstLeafNext.set(true);
            firstLeaves.incrementAndGet();
        }
    }

    /** Fetches the rows of a page if a cursor is about to latch it; the current thread holds no latch then. */
    void beforeAcquire(int groupId, long pageId) throws IgniteCheckedException {
        if (firstLeaves.get() != 0 && firstLeafNext.get() != null) {
            firstLeafNext.remove();
            firstLeaves.decrementAndGet();
            fetchRows(groupId, pageId, 0);
        } else if (isAnyExpected && !LocalReads.isActive()) {
            long key = key(groupId, pageId);
            int place = place(key);
            if (expected.get(place) == key) {
                if (isNextPage()) {
                    int read = leavesRead.get(place);
                    expected.compareAndSet(place, key, 0);
                    fetchRows(groupId, pageId, read);
                } else if (otherAccesses.incrementAndGet(place) > MAX_OTHER_ACCESSES) {
                    expected.compareAndSet(place, key, 0);
                }
            }
        }
    }

    /**
     * Expects a cursor to latch a leaf.
     *
     * @param read number of leaves whose rows the cursor has read
     */
    void expect(int groupId, long pageId, int read) {
        long key = key(groupId, pageId);
        int place = place(key);
        leavesRead.set(place, read);
        otherAccesses.set(place, 0);
        expected.set(place, key);
        isAnyExpected = true;
    }

    private static long key(int groupId, long pageId) {
        return pageId ^ (groupId * GOLDEN_RATIO);
    }

    /** Hashes a leaf. Leaves of different partitions often have the same index in their files, so all bits of the key count. */
    private static int place(long key) {
        return (int) ((key ^ key >>> Integer.SIZE) * GOLDEN_RATIO >>> Long.SIZE - PLACE_BITS);
    }

    private static boolean isNear(String method) {
        return StackWalker.getInstance().walk(frames -> frames.limit(NEAR_FRAMES)
                .anyMatch(frame -> frame.getClassName().equals(TREE)
                        && frame.getMethodName().equals(method)));
    }

    /** Returns whether a cursor acquires the page itself: it also calls a search, which has a page handler. */
    private static boolean isNextPage() {
        return StackWalker.getInstance().walk(CursorLeaves::isNextPage);
    }

    private static boolean isNextPage(Stream<StackFrame> frames) {
        return frames.dropWhile(frame -> !frame.getClassName().equals(DataStructure.class.getName()))
                .filter(frame -> !frame.getMethodName().equals("acquirePage"))
                .findFirst()
                .filter(frame -> frame.getClassName().equals(CURSOR)
                        && frame.getMethodName().equals("nextPage"))
                .isPresent();
    }

    /**
     * Fetches the pages of the rows of a leaf together, then the next parts of rows that span pages. A failure ends it: the cursor may need only local rows.
     *
     * @param read number of leaves whose rows the cursor has read; the rows of as many later leaves are fetched ahead
     */
    private void fetchRows(int groupId, long leafId, int read) throws IgniteCheckedException {
        latched.remove();
        boolean mayBeRemote = memories.hasRemotePages(groupId, PageIdUtils.partId(leafId));
        Set<WantedPage> fetched = new HashSet<>();
        long[] next = new long[1];
        ReadPurpose[] purpose = new ReadPurpose[1];
        Set<WantedPage> remote = rows.of(groupId, leafId, 1, (io, address, pages) -> {
            next[0] = io.getForward(address);
            purpose[0] = purpose(io, groupId, leafId, read);
            if (mayBeRemote && read == 0 && io instanceof InlineIO && isOfInlinedRows()) {
                latched.set(new LatchedLeaf(groupId, leafId));
            } else if (mayBeRemote) {
                addAll(groupId, io, address, fetched, pages);
            }
            return false;
        });
        if (next[0] != 0) {
            expect(groupId, next[0], latched.get() == null ? read + 1 : 0);
        }
        if (purpose[0] == null) {
            fetch(groupId, leafId, read, next[0], fetched, remote);
            return;
        }
        CurrentRead.beginTreePage(purpose[0], groupId, leafId);
        if (mayBeRemote && read == 0) {
            memories.beginScan(groupId, leafId);
        }
        try {
            fetch(groupId, leafId, read, next[0], fetched, remote);
        } catch (IgniteCheckedException | RuntimeException | Error e) {
            CurrentRead.abandonTreePage();
            throw e;
        }
    }

    /** Returns what a cursor without a lower bound reads for; null if that is not known to be a scan. */
    private static ReadPurpose purpose(BPlusIO<?> io, int groupId, long leafId, int read) {
        if (CurrentRead.purpose() == ReadPurpose.BACKGROUND) {
            return null;
        }
        if (io instanceof RowLinkIO) {
            return ReadPurpose.scan(groupId, PageIdUtils.partId(leafId));
        }
        return read >= MAX_LEAVES_OF_QUERY && CurrentRead.purpose().heats() ? ReadPurpose.BACKGROUND : null;
    }

    private void fetch(int groupId, long leafId, int read, long next, Set<WantedPage> fetched, Set<WantedPage> ofLeaf)
            throws IgniteCheckedException {
        Set<WantedPage> remote = ofLeaf;
        NextPages.Ahead ahead = () -> rows.of(groupId, next, read, (io, address, pages) -> {
            addAll(groupId, io, address, Set.of(), pages);
            return true;
        });
        while (!remote.isEmpty() && memories.remote().fetchEarly(remote, ahead)) {
            fetched.addAll(remote);
            ahead = Set::of;
            remote = rows.of(groupId, leafId, 1, (io, address, pages) -> {
                addAll(groupId, io, address, fetched, pages);
                return false;
            });
        }
    }

    /**
     * Returns the remote pages of the leaf that the current thread has latched, if it reads the rows of the leaf although it might have done without them.
     *
     * @param page the page that it reads
     */
    Set<WantedPage> ofLatchedLeaf(WantedPage page) throws IgniteCheckedException {
        LatchedLeaf leaf = latched.get();
        if (leaf == null) {
            return Set.of();
        }
        latched.remove();
        long[] next = new long[1];
        Set<WantedPage> remote = rows.of(leaf.groupId(), leaf.leafId(), 1, (io, address, pages) -> {
            next[0] = io.getForward(address);
            addAll(leaf.groupId(), io, address, Set.of(), pages);
            return false;
        });
        if (!remote.contains(page)) {
            return Set.of();
        }
        if (next[0] != 0) {
            expect(leaf.groupId(), next[0], 1);
        }
        return remote;
    }

    private void addAll(int groupId, BPlusIO<?> io, long address, Set<WantedPage> fetched, Set<WantedPage> remote)
            throws IgniteCheckedException {
        int count = io.getCount(address);
        for (int item = 0; item < count; item++) {
            rows.add(groupId, io, address, item, fetched, remote);
        }
    }

    /** Returns whether a query may be answered by the items of an index alone. */
    private static boolean isOfInlinedRows() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(QUERIES_OF_INLINED_ROWS)));
    }
}
