package io.foreshard.plugin.internal.page;

import java.util.Set;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.cache.query.index.sorted.inline.io.AbstractInlineLeafIO;
import org.apache.ignite.internal.metric.IoStatisticsHolder;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree.Result;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.BPlusIO;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.PageIO;
import org.apache.ignite.internal.processors.cache.persistence.tree.util.PageHandler;
import org.apache.ignite.internal.processors.cache.tree.AbstractDataLeafIO;
import org.apache.ignite.internal.processors.cache.tree.CacheDataTree;

/**
 * A page handler of a tree that retries when it needs a remote page, and by that makes the tree release its latches: the thread fetches the page before it
 * takes the next latch, and other operations on the latched page go on.
 *
 * <p>It reads all rows that its step needs before the step changes anything. The nested classes have the names of the handlers they wrap, from which
 * Ignite makes the names of metrics. Thread-safe.
 */
abstract class RetriedHandler extends PageHandler<Object, Result> {
    /** The handlers that read rows and can retry. */
    static final Set<String> NAMES = Set.of("Search", "Replace", "Insert", "RemoveFromLeaf");

    final BPlusTree<?, ?> tree;
    final TreeInternals internals;
    private final PageHandler<Object, Result> handler;
    final TieredPageMemory memory;
    private final int pageBytes;

    @SuppressWarnings("unchecked")
    private RetriedHandler(BPlusTree<?, ?> tree, PageHandler<?, Result> handler, TreeInternals internals) {
        this.tree = tree;
        this.handler = (PageHandler<Object, Result>) handler;
        this.internals = internals;
        this.memory = (TieredPageMemory) internals.pageMemory(tree);
        this.pageBytes = memory.realPageSize(tree.groupId());
    }

    /** Wraps a handler of a tree; returns the handler itself if it reads no rows, or cannot retry. */
    static PageHandler<?, Result> of(BPlusTree<?, ?> tree, PageHandler<?, Result> handler, TreeInternals internals) {
        return switch (handler.getClass().getSimpleName()) {
            case "Search" -> new Search(tree, handler, internals);
            case "Replace" -> new Replace(tree, handler, internals);
            case "Insert" -> new Insert(tree, handler, internals);
            case "RemoveFromLeaf" -> new RemoveFromLeaf(tree, handler, internals);
            default -> handler;
        };
    }

    @Override
    public final Result run(
            int groupId,
            long pageId,
            long page,
            long address,
            PageIO io,
            Boolean walPolicy,
            Object operation,
            int level,
            IoStatisticsHolder statistics)
            throws IgniteCheckedException {
        if (!canRetry(level)) {
            return handler.run(groupId, pageId, page, address, io, walPolicy, operation, level, statistics);
        }
        NextFetch first = before(operation);
        if (first != null) {
            internals.undo((BPlusTree<?, ?>.Get) operation);
            memory.memories.remote().fetchNext(first);
            return Result.RETRY;
        }
        pageNext(operation, pageId, level);
        try {
            Result result = attempt(groupId, pageId, page, address, io, walPolicy, operation, level, statistics);
            if (level == 0) {
                leafRead(operation);
            }
            return result;
        } catch (PageWanted wanted) {
            if (level == 0 && keepsRows(operation, pageId)) {
                return Result.NOT_FOUND; // as Ignite's result of a cursor that has read its leaf
            }
            BPlusTree<?, ?>.Get step = (BPlusTree<?, ?>.Get) operation;
            NextPages next = level == 0 ? next((BPlusIO<?>) io, address, operation) : NextPages.NONE;
            internals.undo(step);
            wanted.fetchNext(next, internals.mayHaveLogged(step));
            return Result.RETRY;
        }
    }

    /** {@link TreeLatch} recognizes this method on the stack. */
    private Result attempt(
            int groupId,
            long pageId,
            long page,
            long address,
            PageIO io,
            Boolean walPolicy,
            Object operation,
            int level,
            IoStatisticsHolder statistics)
            throws IgniteCheckedException {
        BPlusIO<?> layout = layout((BPlusIO<?>) io, address);
        readRows(pageId, layout, address, operation, level);
        return handler.run(groupId, pageId, page, address, layout, walPolicy, operation, level, statistics);
    }

    /** Returns the fetch that an operation needs before its search; null if it needs none, or had it. */
    NextFetch before(Object operation) {
        return null;
    }

    /** An operation is about to read a page of the tree. */
    void pageNext(Object operation, long pageId, int level) {}

    /** Returns whether an operation, which has met a remote page in a leaf, has read rows for its cursor to return first. */
    boolean keepsRows(Object operation, long leafId) {
        return false;
    }

    /** Returns the pages that an operation reads next, which has met a remote page in a latched leaf. */
    NextPages next(BPlusIO<?> io, long address, Object operation) throws IgniteCheckedException {
        return NextPages.NONE;
    }

    /** An operation has read a leaf. */
    void leafRead(Object operation) {}

    /** Returns the layout with which the step reads and changes the page. */
    BPlusIO<?> layout(BPlusIO<?> io, long address) {
        return io;
    }

    /** Returns whether a retry at a level releases all latches. */
    boolean canRetry(int level) {
        return true;
    }

    /** Reads the rows that are read after the step has begun. */
    void readRows(long pageId, BPlusIO<?> io, long address, Object operation, int level)
            throws IgniteCheckedException {}

    final boolean isFull(BPlusIO<?> io, long address) {
        return io.getCount(address) == io.getMaxCount(address, pageBytes);
    }

    /** Returns whether the last item of a leaf is the row of an operation: then pages above it change too, and its old row is read last. */
    final boolean isLast(BPlusIO<?> io, long address, BPlusTree<?, ?>.Get operation) throws IgniteCheckedException {
        int count = io.getCount(address);
        return count > 0 && internals.compare(tree, io, address, count - 1, operation.row()) == 0;
    }

    @Override
    public final boolean releaseAfterWrite(
            int groupId, long pageId, long page, long address, Object operation, int level) {
        return handler.releaseAfterWrite(groupId, pageId, page, address, operation, level);
    }

    private static final class Search extends RetriedHandler {
        private final CursorRows cursors;

        Search(BPlusTree<?, ?> tree, PageHandler<?, Result> handler, TreeInternals internals) {
            super(tree, handler, internals);
            cursors = new CursorRows(memory, tree, internals);
        }

        @Override
        void pageNext(Object operation, long pageId, int level) {
            cursors.pageNext(operation, pageId, level);
        }

        @Override
        boolean keepsRows(Object operation, long leafId) {
            return cursors.keepsRows(operation, leafId);
        }

        @Override
        NextPages next(BPlusIO<?> io, long address, Object operation) throws IgniteCheckedException {
            return cursors.next(operation, io, address);
        }

        @Override
        void leafRead(Object operation) {
            cursors.leafRead(operation);
        }

        @Override
        NextFetch before(Object operation) {
            return operation instanceof BPlusTree<?, ?>.Invoke invoke && tree instanceof CacheDataTree rows
                    ? memory.memories.comparisons().before(rows, invoke)
                    : null;
        }

        @Override
        void readRows(long pageId, BPlusIO<?> io, long address, Object operation, int level) {
            boolean mayInsert = operation instanceof BPlusTree<?, ?>.Put || operation instanceof BPlusTree<?, ?>.Invoke;
            if (level > 0 && mayInsert && isFull(io, address)) {
                FullPages.add(operation, level, pageId);
            }
        }
    }

    private static final class Replace extends RetriedHandler {
        Replace(BPlusTree<?, ?> tree, PageHandler<?, Result> handler, TreeInternals internals) {
            super(tree, handler, internals);
        }

        @Override
        void readRows(long pageId, BPlusIO<?> io, long address, Object operation, int level)
                throws IgniteCheckedException {
            BPlusTree<?, ?>.Put put = (BPlusTree<?, ?>.Put) operation;
            if (internals.needsOldRow(put) && isLast(io, address, put)) {
                internals.readRow(tree, io, address, io.getCount(address) - 1, null);
            }
        }
    }

    /** Above the leaf, a split has begun and its leaf is latched. */
    private static final class Insert extends RetriedHandler {
        Insert(BPlusTree<?, ?> tree, PageHandler<?, Result> handler, TreeInternals internals) {
            super(tree, handler, internals);
        }

        @Override
        boolean canRetry(int level) {
            return level == 0;
        }

        @Override
        BPlusIO<?> layout(BPlusIO<?> io, long address) {
            if (!isFull(io, address)) {
                return io;
            }
            if (io instanceof AbstractDataLeafIO leaf) {
                return new SplitDataLeaf(leaf);
            }
            return io instanceof AbstractInlineLeafIO leaf ? new SplitIndexLeaf(leaf) : io;
        }

        /**
         * A split of a leaf copies a row to its parent page: one of the two middle rows, or the new row. A full parent is split, too. Most leaves hold the bytes that
         * the parent stores, so the row is not read.
         */
        @Override
        void readRows(long pageId, BPlusIO<?> io, long address, Object operation, int level)
                throws IgniteCheckedException {
            if (!isFull(io, address)) {
                return;
            }
            BPlusTree<?, ?>.Get insertion = (BPlusTree<?, ?>.Get) operation;
            readRowOfSplit(io, address, insertion);
            Object whole = internals.whole(insertion);
            int above = 1;
            for (long id = FullPages.get(whole, above); id != 0; id = FullPages.get(whole, ++above)) {
                readRowOfSplit(id, insertion);
            }
        }

        /** Latches a page above the leaf: Ignite allows it in this order. */
        private void readRowOfSplit(long pageId, BPlusTree<?, ?>.Get insertion) throws IgniteCheckedException {
            int groupId = tree.groupId();
            long page = memory.acquirePage(groupId, pageId);
            try {
                long address = memory.readLock(groupId, pageId, page);
                if (address == 0) {
                    return;
                }
                try {
                    BPlusIO<?> io = PageIO.getBPlusIO(address);
                    if (isFull(io, address)) {
                        readRowOfSplit(io, address, insertion);
                    }
                } finally {
                    memory.readUnlock(groupId, pageId, page);
                }
            } finally {
                memory.releasePage(groupId, pageId, page);
            }
        }

        /** The row moves up that is the last one of the first half then ({@code BPlusTree.Put.insertWithSplit}). */
        private void readRowOfSplit(BPlusIO<?> io, long address, BPlusTree<?, ?>.Get insertion)
                throws IgniteCheckedException {
            int middle = io.getCount(address) / 2;
            if (internals.compare(tree, io, address, middle, insertion.row()) < 0) {
                internals.readLookupRow(tree, io, address, middle);
            } else if (middle > 0 // a page of 1 KiB holds one name of an index
                    && internals.compare(tree, io, address, middle - 1, insertion.row()) > 0) {
                internals.readLookupRow(tree, io, address, middle - 1);
            }
        }
    }

    private static final class RemoveFromLeaf extends RetriedHandler {
        RemoveFromLeaf(BPlusTree<?, ?> tree, PageHandler<?, Result> handler, TreeInternals internals) {
            super(tree, handler, internals);
        }

        @Override
        void readRows(long pageId, BPlusIO<?> io, long address, Object operation, int level)
                throws IgniteCheckedException {
            BPlusTree<?, ?>.Remove remove = (BPlusTree<?, ?>.Remove) operation;
            if (internals.needsOldRow(remove) && isLast(io, address, remove)) {
                internals.readRow(tree, io, address, io.getCount(address) - 1, internals.argument(remove));
            }
        }
    }
}
