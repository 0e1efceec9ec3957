package io.foreshard.plugin.shard;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The sizes and the counters of one node's partitions at a moment.
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

    /** Sets size and counters of a partition whose primary is this node. */
    public void primary(int partition, long itsBytes, long itsRows, long writesSoFar) {
        primary[partition] = true;
        bytes[partition] = itsBytes;
        rows[partition] = itsRows;
        writes[partition] = writesSoFar;
    }

    /** Sets the bytes of pages whose only copy is in the object store. */
    public void remoteBytes(int partition, long itsRemoteBytes) {
        remoteBytes[partition] = itsRemoteBytes;
    }

    /** Sets the reads this node has served of a partition, as primary or as backup. */
    public void reads(int partition, long readsSoFar) {
        reads[partition] = readsSoFar;
    }

    int partitions() {
        return primary.length;
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

    @Override
    public boolean equals(Object other) {
        return other instanceof LocalLoads loads
                && Arrays.equals(primary, loads.primary)
                && Arrays.equals(bytes, loads.bytes)
                && Arrays.equals(remoteBytes, loads.remoteBytes)
                && Arrays.equals(rows, loads.rows)
                && Arrays.equals(writes, loads.writes)
                && Arrays.equals(reads, loads.reads);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + Arrays.hashCode(writes);
    }
}
