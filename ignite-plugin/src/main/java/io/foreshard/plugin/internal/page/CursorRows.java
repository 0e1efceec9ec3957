package io.foreshard.plugin.internal.page;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.BPlusIO;

/**
 * The remote pages of the rows that a cursor with a lower bound reads next. Those of its leaf are fetched together; those of later leaves are fetched ahead, as many leaves as
 * the cursor has read since its first remote page. Thread-safe.
 *
 * <p>Rows above the upper bound, and rows that the filter of the cursor rejects, such as those of backups, are left out.
 */
final class CursorRows {
    private final TieredPageMemory memory;
    private final BPlusTree<?, ?> tree;
    private final TreeInternals internals;
    private final CursorInternals cursors;

    /** Leaves that each open cursor has read since its first remote page. */
    private final Map<Object, Integer> leaves = Collections.synchronizedMap(new WeakHashMap<>());

    CursorRows(TieredPageMemory memory, BPlusTree<?, ?> tree, TreeInternals internals) {
        this.memory = memory;
        this.tree = tree;
        this.internals = internals;
        this.cursors = internals.cursors();
    }

    /** An operation has read a leaf. Its cursor must not latch the next leaf without a page handler, unless the rows of that leaf are fetched first. */
    void leafRead(Object operation) {
        Object cursor = cursors.of(operation);
        if (cursor == null) {
            return;
        }
        leaves.computeIfPresent(cursor, (key, read) -> read + 1);
        long next = cursors.nextLeaf(cursor);
        if (next != 0 && !cursors.searchNextLeaf(cursor)) {
            memory.cursorLeaves().expect(tree.groupId(), next, 0);
        }
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
        Set<WantedPage> pages = new LinkedHashSet<>();
        boolean goesOn = add(cursor, io, address, first[0], pages);
        int read = leaves.computeIfAbsent(cursor, key -> 0);
        long next = io.getForward(address);
        return read == 0 || !goesOn || next == 0
                ? new NextPages(pages, Set::of)
                : new NextPages(pages, () -> memory.leafRows()
                        .of(
                                tree.groupId(),
                                next,
                                read,
                                (leaf, leafAddress, remote) -> add(cursor, leaf, leafAddress, 0, remote)));
    }

    /** Returns whether the cursor goes on to the next leaf. */
    private boolean add(Object cursor, BPlusIO<?> io, long address, int from, Set<WantedPage> remote)
            throws IgniteCheckedException {
        int[] end = new int[1];
        if (stops(() -> end[0] = cursors.endItem(internals, tree, io, address, cursor))) {
            return false;
        }
        for (int item = from; item < end[0]; item++) {
            int number = item;
            boolean[] accepted = new boolean[1];
            boolean readsRow = stops(() -> accepted[0] = cursors.accepts(tree, io, address, number, cursor));
            if (readsRow || accepted[0]) {
                memory.leafRows().add(tree.groupId(), io, address, item, Set.of(), remote);
            }
        }
        return end[0] == io.getCount(address);
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
