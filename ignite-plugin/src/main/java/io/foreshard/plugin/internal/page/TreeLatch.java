package io.foreshard.plugin.internal.page;

import java.lang.StackWalker.StackFrame;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree;
import org.apache.ignite.internal.processors.cache.persistence.tree.util.PageHandler;

/** Whether a thread that is about to fetch a page holds the latch of a tree page, as its stack shows. */
enum TreeLatch {
    /** The fetch blocks no other operation. */
    NONE,

    /** A {@link RetriedHandler} has changed nothing: the tree releases its latches if the handler retries. */
    RELEASABLE,

    /** Other operations on the latched page wait for the fetch. */
    HELD;

    private static final String HANDLER = PageHandler.class.getName();
    private static final String RETRIED = RetriedHandler.class.getName();
    private static final String TREE = BPlusTree.class.getName();
    private static final String CURSOR = TREE + "$AbstractForwardCursor";
    private static final String PUT = TREE + "$Put";
    private static final String REMOVE = TREE + "$Remove";

    /** Methods below a handler in which its step has begun, or that keep latches after it. */
    private static final Set<String> BEGUN = Set.of(
            PUT + "#insertWithSplit",
            PUT + "#insertSimple",
            PUT + "#replaceRowInPage",
            REMOVE + "#doRemove",
            REMOVE + "#lockForward");

    /** Methods without a handler that call back while they hold latches. */
    private static final Set<String> LATCHED = Set.of(
            TREE + "#findFirst",
            TREE + "#size",
            TREE + "#destroyDownPages",
            PUT + "#finishTail",
            REMOVE + "#finishTail");

    static TreeLatch ofCurrentThread() {
        return StackWalker.getInstance().walk(TreeLatch::of);
    }

    private static TreeLatch of(Stream<StackFrame> frames) {
        boolean isRetried = false;
        boolean hasBegun = false;
        int latches = 0;
        int releasable = 1;
        String above = "";
        for (StackFrame frame : (Iterable<StackFrame>) frames::iterator) {
            String type = frame.getClassName();
            String method = frame.getMethodName();
            if (type.equals(HANDLER)) {
                boolean isLatched = method.equals("readPage") || method.equals("writePage");
                if (isLatched && !above.equals("acquirePage")) {
                    latches++;
                }
            } else if (type.equals(RETRIED) && method.equals("attempt")) {
                isRetried = true;
            } else if (type.startsWith(TREE)) {
                String name = type + "#" + method;
                hasBegun |= !isRetried && BEGUN.contains(name);
                if (LATCHED.contains(name) || isLeafOfCursor(name, above)) {
                    latches++;
                }
                if (type.endsWith("$LockBackAndRmvFromLeaf")) {
                    releasable++; // the handler of the back page retries if that of its leaf does
                }
            }
            above = method;
        }
        if (latches == 0) {
            return NONE;
        }
        return isRetried && !hasBegun && latches <= releasable ? RELEASABLE : HELD;
    }

    /** A cursor latches each leaf without a handler, but the first one of a cursor with a lower bound. */
    private static boolean isLeafOfCursor(String name, String above) {
        return name.equals(CURSOR + "#nextPage") && above.equals("fillFromBuffer")
                || name.equals(TREE + "#findLowerUnbounded") && above.equals("init");
    }
}
