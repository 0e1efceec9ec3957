package io.foreshard.shard.balance;

import java.util.List;

/** What each copy of a partition uses of each dimension: each copy has the bytes and does the writes; reads, and the CPU time as reads, are divided among the copies. Not thread-safe. */
final class CopyLoads {
    private final List<Load> amounts;
    private final int[] measuredCopies;
    private final double[] primaryUse;
    private final double[] backupUse;

    /** @param amounts load of each partition */
    CopyLoads(List<Load> amounts) {
        this.amounts = amounts;
        measuredCopies = new int[amounts.size()];
        primaryUse = new double[amounts.size() * Dimension.COUNT];
        backupUse = new double[amounts.size() * Dimension.COUNT];
    }

    /** Sets the number of copies with which a partition was measured. */
    void measured(int partition, int copies) {
        measuredCopies[partition] = copies;
        divide(partition, copies, copies == 1 ? 0 : amounts.get(partition).readsOnBackups());
    }

    /** Gives a partition another number of copies, among which its readers choose as before. */
    void spread(int partition, int copies) {
        divide(partition, copies, onBackups(partition, copies));
    }

    private void divide(int partition, int copies, double onBackups) {
        for (Dimension dimension : Dimension.values()) {
            double amount = amounts.get(partition).of(dimension);
            boolean everywhere = dimension.isUsedByBackups();
            int at = partition * Dimension.COUNT + dimension.ordinal();
            primaryUse[at] = everywhere ? amount : amount * (1 - onBackups);
            backupUse[at] = everywhere ? amount : copies == 1 ? 0 : amount * onBackups / (copies - 1);
        }
    }

    /** Returns what the primary, or each backup, of a partition uses. */
    double of(int partition, boolean primary, int dimension) {
        return (primary ? primaryUse : backupUse)[partition * Dimension.COUNT + dimension];
    }

    /** Returns what the primary of a partition would use with a number of copies, of a dimension that is divided among them. */
    double ofPrimary(int partition, int copies, Dimension dimension) {
        return amounts.get(partition).of(dimension) * (1 - onBackups(partition, copies));
    }

    private double onBackups(int partition, int copies) {
        return readsOfAnyCopy(partition) * (copies - 1) / copies;
    }

    /**
     * Returns the share of the reads of a partition that choose any of its copies, 0 to 1; the others use the primary. It follows from what the backups serve, and is not known, and 0,
     * without backups.
     */
    double readsOfAnyCopy(int partition) {
        int copies = measuredCopies[partition];
        return copies == 1 ? 0 : Math.min(1, amounts.get(partition).readsOnBackups() * copies / (copies - 1));
    }
}
