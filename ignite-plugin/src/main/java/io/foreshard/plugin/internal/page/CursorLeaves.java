package io.foreshard.plugin.internal.page;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.cache.query.index.sorted.inline.io.InlineIO;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.persistence.DataStructure;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.PageMemoryImpl;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.BPlusIO;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.DataPageIO;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.PageIO;
import org.apache.ignite.internal.processors.cache.tree.RowLinkIO;

/**
 * The leaves that cursors without a lower bound latch without a page handler: fetches the remote rows of such a leaf before the cursor latches it.
 *
 * <p>The first leaf is recognized by the access to the meta page of the tree, which no other read needs, and each later one by the link of the leaf before
 * it. Thread-safe.
 */
final class CursorLeaves {
    private static final String TREE = BPlusTree.class.getName();
    private static final String CURSOR = TREE + "$AbstractForwardCursor";
    private static final String QUERIES_OF_INLINED_ROWS = "org.apache.ignite.internal.processors.query.calcite.";

    /** Expected leaves; a later one replaces another in the same place, whose cursor then fetches under its latch. */
    private static final int PLACES = 1024;

    /** Other accesses to an expected leaf, after which its cursor is taken for closed. */
    private static final int MAX_OTHER_ACCESSES = 1000;

    /** Frames from an access to a page to the method of the tree, at most. */
    private static final int NEAR_FRAMES = 12;

    private final PageMemoryImpl memory;
    private final PageMemories memories;
    private final ThreadLocal<Boolean> firstLeafNext = new ThreadLocal<>();
    private final AtomicInteger firstLeaves = new AtomicInteger();
    private final AtomicLongArray expected = new AtomicLongArray(PLACES);
    private final AtomicIntegerArray otherAccesses = new AtomicIntegerArray(PLACES);
    private volatile boolean isAnyExpected;

    CursorLeaves(PageMemoryImpl memory, PageMemories memories) {
        this.memory = memory;
        this.memories = memories;
    }

    /** Tells that the current thread has latched the meta page of a tree. */
    void metaPageRead(int groupId, long metaPageId) {
        if (!LocalReads.isActive()
                && memories.hasRemotePages(groupId, PageIdUtils.partId(metaPageId))
                && isNear("findLowerUnbounded")) {
            firstLeafNext.set(true);
            firstLeaves.incrementAndGet();
        }
    }

    /** Fetches the rows of a page if a cursor is about to latch it; the current thread holds no latch then. */
    void beforeAcquire(int groupId, long pageId) throws IgniteCheckedException {
        if (firstLeaves.get() != 0 && firstLeafNext.get() != null) {
            firstLeafNext.remove();
            firstLeaves.decrementAndGet();
            fetchRows(groupId, pageId);
        } else if (isAnyExpected) {
            long key = key(groupId, pageId);
            int place = place(key);
            if (expected.get(place) == key) {
                if (isNextPage()) {
                    expected.compareAndSet(place, key, 0);
                    fetchRows(groupId, pageId);
                } else if (otherAccesses.incrementAndGet(place) > MAX_OTHER_ACCESSES) {
                    expected.compareAndSet(place, key, 0);
                }
            }
        }
    }

    private void expect(int groupId, long pageId) {
        long key = key(groupId, pageId);
        int place = place(key);
        otherAccesses.set(place, 0);
        expected.set(place, key);
        isAnyExpected = true;
    }

    private static long key(int groupId, long pageId) {
        return pageId ^ (groupId * 0x9E3779B97F4A7C15L);
    }

    private static int place(long key) {
        return (int) (key ^ key >>> 32) & PLACES - 1;
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
     * Fetches the pages of the rows of a leaf, one after the other, and of the parts of rows that span pages. A failure ends it: the cursor may need
     * only local rows.
     */
    private void fetchRows(int groupId, long leafId) throws IgniteCheckedException {
        Set<Long> fetched = new HashSet<>();
        List<WantedPage> remote;
        do {
            remote = remotePages(groupId, leafId, fetched);
            for (WantedPage page : remote) {
                if (!memories.remote().fetchEarly(page)) {
                    return;
                }
                fetched.add(page.pageId());
            }
        } while (!remote.isEmpty());
    }

    private List<WantedPage> remotePages(int groupId, long leafId, Set<Long> fetched) throws IgniteCheckedException {
        List<WantedPage> remote = new ArrayList<>();
        long leaf = memory.acquirePage(groupId, leafId);
        try {
            long address = memory.readLock(groupId, leafId, leaf);
            if (address != 0) {
                try {
                    addRemotePages(groupId, address, fetched, remote);
                } finally {
                    memory.readUnlock(groupId, leafId, leaf);
                }
            }
        } finally {
            memory.releasePage(groupId, leafId, leaf);
        }
        return remote;
    }

    private void addRemotePages(int groupId, long address, Set<Long> fetched, List<WantedPage> remote)
            throws IgniteCheckedException {
        if (!(PageIO.getPageIO(address) instanceof BPlusIO<?> io) || !io.isLeaf()) {
            return;
        }
        boolean isIndex = io instanceof InlineIO;
        if (!isIndex && !(io instanceof RowLinkIO) || isIndex && isOfInlinedRows()) {
            return;
        }
        if (io.getForward(address) != 0) {
            expect(groupId, io.getForward(address));
        }
        int count = io.getCount(address);
        for (int item = 0; item < count; item++) {
            long link = isIndex ? ((InlineIO) io).link(address, item) : ((RowLinkIO) io).getLink(address, item);
            addRemotePage(groupId, link, fetched, remote);
        }
    }

    /** Adds the first remote page of a row; the leaf is latched, so that the row is not removed. */
    private void addRemotePage(int groupId, long link, Set<Long> fetched, List<WantedPage> remote)
            throws IgniteCheckedException {
        PartitionPages partition = memories.partition(groupId, PageIdUtils.partId(link));
        if (partition.tiered() == null) {
            return;
        }
        long next = link;
        do {
            long pageId = PageIdUtils.pageId(next);
            WantedPage page = new WantedPage(memory, partition.tiered(), groupId, pageId);
            if (!fetched.contains(pageId)) {
                if (page.isRemote()) {
                    remote.add(page);
                }
                return;
            }
            next = nextLink(groupId, pageId, PageIdUtils.itemId(next));
        } while (next != 0);
    }

    /** Returns the link to the next part of a row that spans pages; 0 after the last one. */
    private long nextLink(int groupId, long pageId, int item) throws IgniteCheckedException {
        long page = memory.acquirePage(groupId, pageId);
        try {
            long address = memory.readLock(groupId, pageId, page);
            if (address == 0) {
                return 0;
            }
            try {
                return DataPageIO.VERSIONS
                        .forPage(address)
                        .readPayload(address, item, memory.realPageSize(groupId))
                        .nextLink();
            } finally {
                memory.readUnlock(groupId, pageId, page);
            }
        } finally {
            memory.releasePage(groupId, pageId, page);
        }
    }

    /** Returns whether a query may be answered by the items of an index alone. */
    private static boolean isOfInlinedRows() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(QUERIES_OF_INLINED_ROWS)));
    }
}
