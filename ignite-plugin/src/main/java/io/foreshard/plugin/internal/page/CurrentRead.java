package io.foreshard.plugin.internal.page;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the current thread reads pages for. That of a thread is found at its first access by {@link UserThreads}; while it reads a page of a tree, and the rows it names, for a scan, it is the scan.
 *
 * <p>An access looks at one thread-local value, and allocates nothing. Each instance belongs to a thread.
 */
public final class CurrentRead {
    private static final ThreadLocal<CurrentRead> OF_THREAD = ThreadLocal.withInitial(CurrentRead::new);

    /** Threads that read a page of a tree for a scan. */
    private static final AtomicInteger TREE_PAGES = new AtomicInteger();

    private ReadPurpose purpose = UserThreads.isUser() ? ReadPurpose.USER : ReadPurpose.MAINTENANCE;
    private ReadPurpose outside;
    private int groupId;
    private long treePage;
    private final boolean isVerification =
            UserThreads.isVerification(Thread.currentThread().getName());

    /** Data page that was acquired to read a row, and is not latched yet; 0 if there is none. */
    private long acquiredPage;

    private int acquiredGroup;

    /** Data page of the rows that were read last. */
    private long readPage;

    private int readGroup;

    /** Reads of these rows that counted. */
    private int reads;

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

    /** The current thread reads a page of a tree, and the rows it names, for a purpose until it releases the page. */
    static void beginTreePage(ReadPurpose purpose, int groupId, long treePage) {
        CurrentRead current = OF_THREAD.get();
        current.endTreePage();
        current.outside = current.purpose;
        current.purpose = purpose;
        current.groupId = groupId;
        current.treePage = treePage;
        TREE_PAGES.incrementAndGet();
    }

    /** The current thread has released a page; costs one volatile read while no thread reads a tree for a scan. */
    static void released(int groupId, long pageId) {
        if (TREE_PAGES.get() != 0) {
            CurrentRead current = OF_THREAD.get();
            if (current.treePage == pageId && current.groupId == groupId) {
                current.endTreePage();
            }
        }
    }

    /** The current thread does not read the page of a tree. */
    static void abandonTreePage() {
        OF_THREAD.get().endTreePage();
    }

    private void endTreePage() {
        if (outside != null) {
            purpose = outside;
            outside = null;
            treePage = 0;
            TREE_PAGES.decrementAndGet();
        }
    }

    /** The current thread has acquired a data page to read or change a row. */
    static void rowAcquired(int groupId, long pageId) {
        CurrentRead current = OF_THREAD.get();
        current.acquiredPage = pageId;
        current.acquiredGroup = groupId;
    }

    /**
     * The current thread has latched a data page for reading.
     *
     * @return whether it reads a row for a user
     */
    static boolean rowLatched(int groupId, long pageId) {
        CurrentRead current = OF_THREAD.get();
        if (current.acquiredPage != pageId || current.acquiredGroup != groupId) {
            return false; // a key is compared
        }
        current.acquiredPage = 0;
        if (current.readPage != pageId || current.readGroup != groupId) {
            current.readPage = pageId;
            current.readGroup = groupId;
            current.reads = 0;
        }
        boolean counts = current.isForUser();
        current.reads += counts ? 1 : 0;
        return counts;
    }

    /**
     * The current thread has latched a data page for writing.
     *
     * @return how many of its reads directly before counted and were of rows of this page
     */
    static int rowChanged(int groupId, long pageId) {
        CurrentRead current = OF_THREAD.get();
        current.acquiredPage = 0;
        if (current.readPage != pageId || current.readGroup != groupId) {
            return 0;
        }
        int before = current.reads;
        current.reads = 0;
        return before;
    }

    /** Returns whether the rows that the thread reads are for a user, also those of a scan, which heats nothing. */
    private boolean isForUser() {
        return (outside == null ? purpose : outside).heats() && !isVerification;
    }
}
