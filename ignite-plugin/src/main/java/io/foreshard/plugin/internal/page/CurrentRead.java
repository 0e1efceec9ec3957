package io.foreshard.plugin.internal.page;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the current thread reads pages for. That of a thread is found at its first access by {@link UserThreads}; while it reads the rows of a leaf for a scan, it is the scan.
 *
 * <p>An access looks at one thread-local value, and allocates nothing. Each instance belongs to a thread.
 */
public final class CurrentRead {
    private static final ThreadLocal<CurrentRead> OF_THREAD = ThreadLocal.withInitial(CurrentRead::new);

    /** Threads that read the rows of a leaf. */
    private static final AtomicInteger LEAVES = new AtomicInteger();

    private ReadPurpose purpose = UserThreads.isUser() ? ReadPurpose.USER : ReadPurpose.MAINTENANCE;
    private ReadPurpose outside;
    private int groupId;
    private long leafId;

    private CurrentRead() {}

    static ReadPurpose purpose() {
        return OF_THREAD.get().purpose;
    }

    /** Sets what the current thread reads for; returns what it was. */
    static ReadPurpose replace(ReadPurpose purpose) {
        CurrentRead current = OF_THREAD.get();
        ReadPurpose before = current.purpose;
        current.purpose = purpose;
        return before;
    }

    /** Runs an action on the current thread that reads ahead of need: it heats nothing. */
    public static void ahead(Runnable action) {
        ReadPurpose before = replace(ReadPurpose.BACKGROUND);
        try {
            action.run();
        } finally {
            replace(before);
        }
    }

    /** The current thread reads the rows of a leaf for a purpose until it releases the leaf. */
    static void beginLeaf(ReadPurpose purpose, int groupId, long leafId) {
        CurrentRead current = OF_THREAD.get();
        current.endLeaf();
        current.outside = current.purpose;
        current.purpose = purpose;
        current.groupId = groupId;
        current.leafId = leafId;
        LEAVES.incrementAndGet();
    }

    /** The current thread has released a page; costs one volatile read while no thread reads a leaf for a scan. */
    static void released(int groupId, long pageId) {
        if (LEAVES.get() != 0) {
            CurrentRead current = OF_THREAD.get();
            if (current.leafId == pageId && current.groupId == groupId) {
                current.endLeaf();
            }
        }
    }

    /** The current thread does not read the leaf. */
    static void abandonLeaf() {
        OF_THREAD.get().endLeaf();
    }

    private void endLeaf() {
        if (outside != null) {
            purpose = outside;
            outside = null;
            leafId = 0;
            LEAVES.decrementAndGet();
        }
    }
}
