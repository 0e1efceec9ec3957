package io.foreshard.shard.balance;

/** A resource that partitions use and nodes have. */
public enum Dimension {
    /** Bytes stored; each copy has them. */
    BYTES,
    /** Reads per second; the primary serves them. */
    READS,
    /** Writes per second; each copy does them. */
    WRITES,
    /** Seconds of CPU per second; the primary spends them. */
    CPU;

    /** The number of dimensions. */
    static final int COUNT = values().length;

    /** Returns whether a backup copy uses the resource as much as the primary; otherwise it uses none of it. */
    boolean isUsedByBackups() {
        return switch (this) {
            case BYTES, WRITES -> true;
            case READS, CPU -> false;
        };
    }
}
