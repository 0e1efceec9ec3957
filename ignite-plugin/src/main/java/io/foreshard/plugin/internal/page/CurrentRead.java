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

    /** Data page that was acquired last for a row. */
    private long rowPage;

    private int rowGroup;

    /** Times it was acquired in a row, and counted. */
    private int reads;

    private final long threadId = Thread.currentThread().getId();

    /** Partition of the row that was acquired last for a user since the last sample; read by {@link CpuSamples} without a barrier. */
    private PartitionPages workedOn;

    /** CPU time of the thread at the last sample. */
    private long cpuNanos;

    private CurrentRead() {
        CpuSamples.add(this);
    }

    static CurrentRead ofThread() {
        return OF_THREAD.get();
    }

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

    /** Returns whether the accesses of the thread heat. */
    boolean heats() {
        return purpose.heats();
    }

    /**
     * The thread has acquired a data page to read or change a row.
     *
     * @return whether that counts as a read
     */
    boolean rowAcquired(PartitionPages partition, int group, long page) {
        if (rowPage != page || rowGroup != group) {
            rowPage = page;
            rowGroup = group;
            reads = 0;
        }
        boolean counts = isForUser();
        if (counts) {
            reads++;
            workedOn = partition;
        }
        return counts;
    }

    /**
     * The current thread has latched a data page for writing.
     *
     * @return how often it acquired this page directly before, this time included, and that counted as a read
     */
    static int rowChanged(int group, long page) {
        CurrentRead current = OF_THREAD.get();
        if (current.rowPage != page || current.rowGroup != group) {
            return 0;
        }
        int before = current.reads;
        current.reads = 0;
        return before;
    }

    long threadId() {
        return threadId;
    }

    /**
     * Charges CPU time to a partition; to be called by one thread at a time.
     *
     * @param nanos CPU time of the thread since it began
     */
    void usedCpu(long nanos) {
        PartitionPages partition = workedOn;
        workedOn = null;
        if (partition != null) {
            partition.usedCpu(nanos - cpuNanos);
        }
        cpuNanos = nanos;
    }

    /** Returns whether the rows that the thread reads are for a user, also those of a scan, which heats nothing. */
    private boolean isForUser() {
        return (outside == null ? purpose : outside).heats() && !isVerification;
    }
}
