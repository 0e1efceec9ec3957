package io.foreshard.shard;

import java.io.Serializable;

/**
 * The size of a partition and the rates of its reads and writes in one round, or the sum over several partitions.
 *
 * <p>Immutable and thread-safe.
 */
public final class PartitionLoad implements Serializable {
    /** An empty, idle partition. */
    public static final PartitionLoad NONE = new PartitionLoad(0, 0, 0, 0, 0);

    private static final long serialVersionUID = 1L;

    private final long bytes;
    private final long rows;
    private final double readsPerSecond;
    private final double writesPerSecond;
    private final double cpuPerSecond;

    /** @param cpuPerSecond seconds of CPU time per second that its rows take */
    public PartitionLoad(long bytes, long rows, double readsPerSecond, double writesPerSecond, double cpuPerSecond) {
        this.bytes = bytes;
        this.rows = rows;
        this.readsPerSecond = readsPerSecond;
        this.writesPerSecond = writesPerSecond;
        this.cpuPerSecond = cpuPerSecond;
    }

    public long bytes() {
        return bytes;
    }

    public long rows() {
        return rows;
    }

    public double readsPerSecond() {
        return readsPerSecond;
    }

    public double writesPerSecond() {
        return writesPerSecond;
    }

    public double cpuPerSecond() {
        return cpuPerSecond;
    }

    /** Returns the rate of reads and writes together, which is compared with the limit of a shard. */
    public double operationsPerSecond() {
        return readsPerSecond + writesPerSecond;
    }

    /** Returns the sum. */
    public PartitionLoad plus(PartitionLoad other) {
        return new PartitionLoad(
                bytes + other.bytes,
                rows + other.rows,
                readsPerSecond + other.readsPerSecond,
                writesPerSecond + other.writesPerSecond,
                cpuPerSecond + other.cpuPerSecond);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PartitionLoad load
                && bytes == load.bytes
                && rows == load.rows
                && Double.compare(readsPerSecond, load.readsPerSecond) == 0
                && Double.compare(writesPerSecond, load.writesPerSecond) == 0
                && Double.compare(cpuPerSecond, load.cpuPerSecond) == 0;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(bytes) * 31 + Double.hashCode(readsPerSecond + writesPerSecond);
    }

    @Override
    public String toString() {
        return bytes + " bytes, " + rows + " rows, " + readsPerSecond + " reads/s, " + writesPerSecond + " writes/s, "
                + cpuPerSecond + " CPU s/s";
    }
}
