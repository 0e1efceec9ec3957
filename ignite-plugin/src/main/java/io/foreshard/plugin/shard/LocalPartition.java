package io.foreshard.plugin.shard;

/**
 * The sizes and counters of one partition on one server, over all tables of the map.
 *
 * <p>Sizes are those of primary copies, so that the copies of a row are not counted twice. The counters begin with 0 when the process of the server starts, and
 * never decrease while the server has a copy.
 *
 * @param primary whether the server is the primary of the partition
 * @param bytes bytes of the primary copies; 0 if there is none
 * @param remoteBytes bytes of their remote pages
 * @param rows rows of the primary copies
 * @param reads rows that users have read on this server, from primary and backup copies
 * @param writes changes of rows of the primary copies
 * @param cpuMicros CPU time in microseconds that threads of this server have used for rows, of primary and backup copies
 */
public record LocalPartition(
        boolean primary, long bytes, long remoteBytes, long rows, long reads, long writes, long cpuMicros) {
    /** A partition that is not on the server. */
    public static final LocalPartition NONE = new LocalPartition(false, 0, 0, 0, 0, 0, 0);

    /** Returns the sum, for two tables of the map. */
    public LocalPartition plus(LocalPartition other) {
        return new LocalPartition(
                primary || other.primary,
                bytes + other.bytes,
                remoteBytes + other.remoteBytes,
                rows + other.rows,
                reads + other.reads,
                writes + other.writes,
                cpuMicros + other.cpuMicros);
    }
}
