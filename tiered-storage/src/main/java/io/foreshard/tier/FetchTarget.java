package io.foreshard.tier;

/** Where a fetch leaves the pages that it reads. */
public enum FetchTarget {
    /** In the partition file; the fetch fails if the file cannot take them. */
    FILE,

    /** In the partition file, or in memory until their next read if the file cannot take them. */
    FILE_OR_MEMORY,

    /**
     * In memory until their next read: the pages stay remote, and the partition file does not grow. If one of them was left there since {@link TieredPartition#beginReadThrough}, they are written
     * into the file, because the reader had no room for it.
     */
    MEMORY
}
