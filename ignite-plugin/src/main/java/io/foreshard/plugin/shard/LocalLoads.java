package io.foreshard.plugin.shard;

import java.io.Serializable;

/**
 * The sizes and counters of the partitions of one node at a moment.
 *
 * <p>Sizes and writes are those of primary partitions only, so that copies are not counted twice. Not thread-safe.
 */
public final class LocalLoads implements Serializable {
    private static final long serialVersionUID = 1L;

    private final boolean[] primary;
    private final long[] bytes;
    private final long[] remoteBytes;
    private final long[] rows;
    private final long[] writes;
    private final long[] reads;

    public LocalLoads(int partitions) {
        primary = new boolean[partitions];
        bytes = new long[partitions];
        remoteBytes = new long[partitions];
        rows = new long[partitions];
        writes = new long[partitions];
        reads = new long[partitions];
    }

    /** Sets the size and the counters of a partition whose primary is this node. */
    public void primary(int partition, long newBytes, long newRows, long newWrites) {
        primary[partition] = true;
        bytes[partition] = newBytes;
        rows[partition] = newRows;
        writes[partition] = newWrites;
    }

    /** Sets the bytes of the remote pages of a partition. */
    public void remoteBytes(int partition, long newRemoteBytes) {
        remoteBytes[partition] = newRemoteBytes;
    }

    /** Sets the number of reads of a partition on this node, as primary or as backup. */
    public void reads(int partition, long newReads) {
        reads[partition] = newReads;
    }

    boolean isPrimary(int partition) {
        return primary[partition];
    }

    long bytes(int partition) {
        return bytes[partition];
    }

    long remoteBytes(int partition) {
        return remoteBytes[partition];
    }

    long rows(int partition) {
        return rows[partition];
    }

    long writes(int partition) {
        return writes[partition];
    }

    long reads(int partition) {
        return reads[partition];
    }
}
