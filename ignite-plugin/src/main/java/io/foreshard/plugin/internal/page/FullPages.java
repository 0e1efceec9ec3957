package io.foreshard.plugin.internal.page;

import java.lang.ref.WeakReference;

/**
 * The full pages above the leaves that the current thread's insertion has passed on its way down: if the leaf is full too, they are split with it. Thread-safe:
 * each thread has its own.
 */
final class FullPages {
    private static final int LEVELS = 32;
    private static final ThreadLocal<FullPages> OF_THREAD = new ThreadLocal<>();

    private final WeakReference<Object> operation;
    private final long[] pageIds = new long[LEVELS];

    private FullPages(Object operation) {
        this.operation = new WeakReference<>(operation);
    }

    /** Adds a page that an operation has passed. */
    static void add(Object operation, int level, long pageId) {
        FullPages pages = OF_THREAD.get();
        if (pages == null || pages.operation.get() != operation) {
            pages = new FullPages(operation);
            OF_THREAD.set(pages);
        }
        pages.pageIds[level] = pageId;
    }

    /** Returns the page that an operation has passed on a level; 0 if it was not full. */
    static long get(Object operation, int level) {
        FullPages pages = OF_THREAD.get();
        return pages == null || pages.operation.get() != operation || level == LEVELS ? 0 : pages.pageIds[level];
    }
}
