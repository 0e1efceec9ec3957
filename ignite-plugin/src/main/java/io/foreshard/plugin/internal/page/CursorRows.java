package io.foreshard.plugin.internal.page;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.BPlusIO;
import org.apache.ignite.internal.processors.cache.tree.CacheDataTree;

/**
 * The remote pages of the rows that a cursor with a lower bound reads next: 16 of them, fetched together, and eight times as many each further time. The cursor returns the rows of a leaf up to
 * the first remote page before it fetches that, so a query that reads one row fetches 16 pages at most. Thread-safe.
 *
 * <p>The cursor waits for the pages of the rows of its leaf; those of later leaves are fetched ahead. Rows above the upper bound, and rows that the filter of the cursor rejects, such as those of backups, are skipped.
 */
final class CursorRows {
    /** Leaves that are searched for remote pages of later rows. */
    private static final int MAX_LEAVES_AHEAD = 32;

    private final TieredPageMemory memory;
    private final BPlusTree<?, ?> tree;
    private final TreeInternals internals;
    private final CursorInternals cursors;
    private final boolean isRowTree;
    private final int partition;

    /** The pages that each open cursor fetches together. */
    private final Map<Object, FetchWindow> windows = Collections.synchronizedMap(new WeakHashMap<>());

    CursorRows(TieredPageMemory memory, BPlusTree<?, ?> tree, TreeInternals internals) {
        this.memory = memory;
        this.tree = tree;
        this.internals = internals;
        this.cursors = internals.cursors();
        isRowTree = tree instanceof CacheDataTree;
        partition = PageIdUtils.partId(tree.getMetaPageId());
    }

    /** An operation has read a leaf. Its cursor must not latch the next leaf without a page handler, unless the rows of that leaf are fetched first. */
    void leafRead(Object operation) {
        Object cursor = LocalReads.isActive() ? null : cursors.of(operation);
        if (cursor == null) {
            return;
        }
        boolean mayBeRemote = memory.hasRemotePages(tree.groupId(), partition);
        long next = cursors.nextLeaf(cursor);
        if (next != 0 && (mayBeRemote ? !cursors.searchNextLeaf(cursor) : isScan(cursor))) {
            memory.cursorLeaves().expect(tree.groupId(), next, 0);
        }
    }

    /** An operation is about to read a page of the tree. A cursor that searches reads rows at each level of the tree, to compare them with its last row. */
    void pageNext(Object operation, long pageId, int level) {
        Object cursor = cursors.of(operation);
        if (cursor == null) {
            return;
        }
        if (isScan(cursor)) {
            CurrentRead.beginTreePage(ReadPurpose.scan(tree.groupId(), partition), tree.groupId(), pageId);
        }
        if (level == 0 && memory.hasRemotePages(tree.groupId(), partition)) {
            cursors.forgetRows(cursor);
        }
    }

    /** Returns whether a cursor reads all rows of a cache in a partition: a range of keys is never read from this tree. */
    private boolean isScan(Object cursor) {
        return isRowTree && cursors.readsAll(cursor);
    }

    /** Returns whether an operation, which has met a remote page in a leaf, has read rows for its cursor to return first. */
    boolean keepsRows(Object operation, long leafId) {
        Object cursor = cursors.of(operation);
        return cursor != null && cursors.keepRows(cursor, leafId);
    }

    /** Returns the pages that an operation reads next, which has met a remote page in a latched leaf. */
    NextPages next(Object operation, BPlusIO<?> io, long address) throws IgniteCheckedException {
        Object cursor = cursors.of(operation);
        if (cursor == null || !LeafRows.hasLinks(io)) {
            return NextPages.NONE;
        }
        int[] first = new int[1];
        if (stops(() -> first[0] = cursors.firstItem(internals, tree, io, address, operation))) {
            return NextPages.NONE;
        }
        if (isScan(cursor) && !windows.containsKey(cursor)) {
            memory.memories.beginScan(tree.groupId(), tree.getMetaPageId());
        }
        int window =
                windows.computeIfAbsent(cursor, unused -> new FetchWindow()).next();
        Set<WantedPage> pages = new LinkedHashSet<>();
        boolean goesOn = add(cursor, io, address, first[0], window, pages);
        int left = window - pages.size();
        long next = io.getForward(address);
        return !goesOn || left == 0 || next == 0
                ? new NextPages(pages, Set::of)
                : new NextPages(pages, () -> memory.leafRows()
                        .of(
                                tree.groupId(),
                                next,
                                MAX_LEAVES_AHEAD,
                                (leaf, leafAddress, remote) -> add(cursor, leaf, leafAddress, 0, left, remote)));
    }

    /** Adds pages up to a number; returns whether the cursor goes on to the next leaf, and more pages are wanted. */
    private boolean add(Object cursor, BPlusIO<?> io, long address, int from, int maxPages, Set<WantedPage> remote)
            throws IgniteCheckedException {
        int[] end = new int[1];
        if (stops(() -> end[0] = cursors.endItem(internals, tree, io, address, cursor))) {
            return false;
        }
        for (int item = from; item < end[0] && remote.size() < maxPages; item++) {
            int number = item;
            boolean[] accepted = new boolean[1];
            boolean readsRow = stops(() -> accepted[0] = cursors.accepts(tree, io, address, number, cursor));
            if (readsRow || accepted[0]) {
                memory.leafRows().add(tree.groupId(), io, address, item, Set.of(), remote);
            }
        }
        return end[0] == io.getCount(address) && remote.size() < maxPages;
    }

    /** Compares or filters items; returns whether that needs a remote page. */
    private static boolean stops(LocalReads.Read read) throws IgniteCheckedException {
        try {
            return LocalReads.run(read) != null;
        } catch (IgniteCheckedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IgniteCheckedException(e);
        }
    }
}
