package io.foreshard.shard.balance;

/**
 * An amount of each dimension: the load of a partition, or the capacity of a node. Immutable and thread-safe.
 *
 * @param bytes bytes stored in each copy, at least 0
 * @param readsPerSecond at least 0
 * @param writesPerSecond at least 0
 * @param cpuPerSecond seconds of CPU per second, at least 0
 * @param backupReadsPerSecond those of the reads that backups serve, at least 0
 */
public record Load(
        double bytes, double readsPerSecond, double writesPerSecond, double cpuPerSecond, double backupReadsPerSecond) {
    /** Nothing of any dimension. */
    public static final Load NONE = new Load(0, 0, 0, 0);

    public Load {
        if (!(bytes >= 0
                && readsPerSecond >= 0
                && writesPerSecond >= 0
                && cpuPerSecond >= 0
                && backupReadsPerSecond >= 0)) {
            throw new IllegalArgumentException("No dimension of a load is negative: " + bytes + " bytes, "
                    + readsPerSecond + " reads/s, " + backupReadsPerSecond + " of them on backups, " + writesPerSecond
                    + " writes/s, " + cpuPerSecond + " cpu/s.");
        }
    }

    /** Creates a load without reads on backups. */
    public Load(double bytes, double readsPerSecond, double writesPerSecond, double cpuPerSecond) {
        this(bytes, readsPerSecond, writesPerSecond, cpuPerSecond, 0);
    }

    /** Returns the share of the reads that backups serve, 0 to 1; 0 without reads. */
    double readsOnBackups() {
        return readsPerSecond == 0 ? 0 : Math.min(1, backupReadsPerSecond / readsPerSecond);
    }

    /** Returns the amount of a dimension. */
    public double of(Dimension dimension) {
        return switch (dimension) {
            case BYTES -> bytes;
            case READS -> readsPerSecond;
            case WRITES -> writesPerSecond;
            case CPU -> cpuPerSecond;
        };
    }

    /**
     * Returns the load with rates between those of both, and the bytes of the other.
     *
     * @param weight of the other, 0 to 1
     */
    Load towards(Load other, double weight) {
        return new Load(
                other.bytes,
                between(readsPerSecond, other.readsPerSecond, weight),
                between(writesPerSecond, other.writesPerSecond, weight),
                between(cpuPerSecond, other.cpuPerSecond, weight),
                between(backupReadsPerSecond, other.backupReadsPerSecond, weight));
    }

    /** Returns whether one of the rates differs by more than a share of the larger of the two. */
    boolean differsFrom(Load other, double share) {
        return differs(readsPerSecond, other.readsPerSecond, share)
                || differs(writesPerSecond, other.writesPerSecond, share)
                || differs(cpuPerSecond, other.cpuPerSecond, share);
    }

    private static boolean differs(double first, double second, double share) {
        return Math.abs(first - second) > share * Math.max(first, second);
    }

    private static double between(double first, double second, double weight) {
        return first + weight * (second - first);
    }

    /**
     * Returns the larger of the rates of both, those of the other multiplied by a factor, with the bytes of this load.
     *
     * @param factor 0 to 1
     */
    Load orRatesOf(Load other, double factor) {
        return new Load(
                bytes,
                Math.max(readsPerSecond, other.readsPerSecond * factor),
                Math.max(writesPerSecond, other.writesPerSecond * factor),
                Math.max(cpuPerSecond, other.cpuPerSecond * factor),
                Math.max(backupReadsPerSecond, other.backupReadsPerSecond * factor));
    }
}
