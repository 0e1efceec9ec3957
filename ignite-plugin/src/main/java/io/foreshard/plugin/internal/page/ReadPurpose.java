package io.foreshard.plugin.internal.page;

import io.foreshard.tier.FetchTarget;

/**
 * What a thread reads pages for, which decides whether an access heats and where a fetched page is left.
 *
 * @param groupId cache group of the partition that a scan reads
 * @param partition partition whose rows a scan reads in the order of its tree; -1 if there is none
 */
record ReadPurpose(Kind kind, int groupId, int partition) {
    private static final int NONE = -1;

    /** An operation of a user: its accesses heat. */
    static final ReadPurpose USER = new ReadPurpose(Kind.USER, 0, NONE);

    /** A read ahead of need, or of a whole index: fetched pages go into the partition files, and nothing heats. */
    static final ReadPurpose BACKGROUND = new ReadPurpose(Kind.BACKGROUND, 0, NONE);

    /** A task of a maintenance thread: reads through, and nothing heats. */
    static final ReadPurpose MAINTENANCE = new ReadPurpose(Kind.READ_THROUGH, 0, NONE);

    enum Kind {
        USER,
        BACKGROUND,
        READ_THROUGH
    }

    /** A scan of a partition: reads through, and nothing heats. */
    static ReadPurpose scan(int groupId, int partition) {
        return new ReadPurpose(Kind.READ_THROUGH, groupId, partition);
    }

    boolean heats() {
        return kind == Kind.USER;
    }

    /** Returns whether fetched pages are left out of the partition files. */
    boolean readsThrough() {
        return kind == Kind.READ_THROUGH;
    }

    FetchTarget target() {
        return readsThrough() ? FetchTarget.MEMORY : FetchTarget.FILE_OR_MEMORY;
    }

    /** Returns whether a page is in the partition that is scanned. */
    boolean scans(WantedPage page) {
        return page.groupId() == groupId && page.partitionNumber() == partition;
    }
}
