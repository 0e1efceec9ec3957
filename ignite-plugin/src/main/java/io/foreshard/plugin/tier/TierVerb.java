package io.foreshard.plugin.tier;

/** The kinds of operations on the tier. */
public enum TierVerb {
    /** Reports sizes, counters and running operations; sends no request to the store. */
    STATUS,
    /** Offloads the data pages of partitions. */
    OFFLOAD,
    /** Recalls partitions. */
    RECALL,
    /** Recalls all partitions of all cache groups: to stop using the tier. */
    RESTORE,
    /** Reads the remote copies of partitions and compares each page with its checksum. */
    VERIFY,
    /** Keeps the local copies of partitions, on all owners. */
    PIN,
    /** Ends the pins of partitions. */
    UNPIN,
    /** Deletes garbage objects. */
    COLLECT_GARBAGE,
    /** Uploads an image of the disk of each server. */
    UPLOAD_IMAGE,
    /** Checks with probe objects whether the store keeps its promises. */
    SELF_TEST;

    /** Returns whether an operation can report what it would do, and do nothing. */
    boolean hasDryRun() {
        return switch (this) {
            case OFFLOAD, RECALL, RESTORE, COLLECT_GARBAGE -> true;
            case STATUS, VERIFY, PIN, UNPIN, UPLOAD_IMAGE, SELF_TEST -> false;
        };
    }

    /** Returns whether an operation can be limited to some partitions. */
    boolean takesPartitions() {
        return switch (this) {
            case OFFLOAD, RECALL, VERIFY, PIN, UNPIN -> true;
            case STATUS, RESTORE, COLLECT_GARBAGE, UPLOAD_IMAGE, SELF_TEST -> false;
        };
    }

    /** Returns whether an operation changes which partitions are pinned, on all servers. */
    boolean isPinning() {
        return this == PIN || this == UNPIN;
    }

    /** Returns whether an operation works on partitions one by one. */
    boolean isByPartition() {
        return takesPartitions() || this == RESTORE;
    }

    /** Returns the name for a log or a command line. */
    @Override
    public String toString() {
        return switch (this) {
            case STATUS -> "status";
            case OFFLOAD -> "offload";
            case RECALL -> "recall";
            case RESTORE -> "restore";
            case VERIFY -> "verify";
            case PIN -> "pin";
            case UNPIN -> "unpin";
            case COLLECT_GARBAGE -> "gc";
            case UPLOAD_IMAGE -> "image";
            case SELF_TEST -> "self-test";
        };
    }
}
