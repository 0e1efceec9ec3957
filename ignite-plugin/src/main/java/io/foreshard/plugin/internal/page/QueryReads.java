package io.foreshard.plugin.internal.page;

import java.lang.StackWalker.StackFrame;
import org.apache.ignite.internal.cache.query.index.sorted.inline.InlineIndexImpl;
import org.apache.ignite.internal.cache.query.index.sorted.inline.SortedSegmentedIndexCursor;
import org.apache.ignite.internal.processors.cache.GridCacheAdapter;
import org.apache.ignite.internal.processors.cache.IgniteCacheOffheapManagerImpl;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree;
import org.apache.ignite.internal.processors.cache.tree.DataRow;

/**
 * Recognizes a thread that reads rows for a scan, an index or {@code clear}: Ignite would hide the cause of an {@code IgniteCheckedException} there, take it
 * for a corrupted tree, or log it and tell the caller of {@code clear} that the row is gone.
 */
final class QueryReads {
    private static final String TREE = BPlusTree.class.getName();
    private static final String ROW = DataRow.class.getName();
    private static final String INDEX = InlineIndexImpl.class.getName();
    private static final String INDEX_CURSOR = SortedSegmentedIndexCursor.class.getName();

    private static final String CLEAR_ROW = GridCacheAdapter.class.getName() + "#clearLocally0";
    private static final String CLEAR_ALL = IgniteCacheOffheapManagerImpl.class.getName() + "#clearCache";

    private QueryReads() {}

    /** Walks the stack of this thread. */
    static boolean onCurrentStack() {
        return StackWalker.getInstance().walk(frames -> {
            boolean[] inRow = new boolean[1];
            return frames.anyMatch(frame -> {
                inRow[0] |= frame.getClassName().equals(ROW);
                return inRow[0] && isCursor(frame) || isIndex(frame) || isClear(frame);
            });
        });
    }

    private static boolean isCursor(StackFrame frame) {
        String type = frame.getClassName();
        return type.startsWith(TREE + "$") && type.endsWith("Cursor")
                || type.equals(TREE) && frame.getMethodName().equals("find");
    }

    private static boolean isIndex(StackFrame frame) {
        return frame.getClassName().equals(INDEX_CURSOR)
                || frame.getClassName().equals(INDEX) && frame.getMethodName().startsWith("find");
    }

    private static boolean isClear(StackFrame frame) {
        String method = frame.getClassName() + "#" + frame.getMethodName();
        return method.equals(CLEAR_ROW) || method.equals(CLEAR_ALL);
    }
}
