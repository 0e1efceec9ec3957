package io.foreshard.shard;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The boundaries of the shards of a map: a tiling of all its partitions, with a version that grows by one with each change.
 *
 * <p>A change of the catalogue moves no data. Immutable and thread-safe.
 */
public final class ShardCatalogue implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long version;
    private final int partitions;
    private final Shard[] shards;
    private final long[] closed;
    private final long splits;
    private final long merges;

    private ShardCatalogue(long version, int partitions, List<Shard> shards, BitSet closed, long splits, long merges) {
        this.version = version;
        this.partitions = partitions;
        this.shards = shards.toArray(Shard[]::new);
        this.closed = closed.toLongArray();
        this.splits = splits;
        this.merges = merges;
        validate();
    }

    /**
     * Returns the first catalogue of a map: version 1, shards of equal size.
     *
     * @param partitions partitions of the map, a power of two
     * @param shards number of shards, a power of two, at most one a partition
     */
    public static ShardCatalogue initial(int partitions, int shards, long nowMillis) {
        if (Integer.bitCount(partitions) != 1 || Integer.bitCount(shards) != 1 || shards > partitions) {
            throw new IllegalArgumentException("Partitions and shards are powers of two, and there are not more shards "
                    + "than partitions: " + partitions + " partitions, " + shards + " shards.");
        }
        int width = partitions / shards;
        List<Shard> all = new ArrayList<>(shards);
        for (int i = 0; i < shards; i++) {
            all.add(new Shard(i * width, width, nowMillis, ShardDecision.Kind.KEEP));
        }
        return new ShardCatalogue(1, partitions, all, new BitSet(), 0, 0);
    }

    /** Returns the catalogue that follows this one. */
    ShardCatalogue next(List<Shard> changed, BitSet nowClosed, int newSplits, int newMerges) {
        return new ShardCatalogue(version + 1, partitions, changed, nowClosed, splits + newSplits, merges + newMerges);
    }

    private void validate() {
        int next = 0;
        for (Shard shard : shards) {
            if (shard.firstPartition() != next) {
                throw new IllegalArgumentException(
                        "Shards tile the partitions: " + shard + " does not start at partition " + next + ".");
            }
            next = shard.lastPartition() + 1;
        }
        if (next != partitions) {
            throw new IllegalArgumentException(
                    "Shards tile the partitions: they end at " + next + " of " + partitions + ".");
        }
    }

    /** Returns the version: 1 for the first catalogue, one more with each change. */
    public long version() {
        return version;
    }

    /** Returns the number of partitions of the map. */
    public int partitions() {
        return partitions;
    }

    /** Returns the shards in the order of their partitions. */
    public List<Shard> shards() {
        return List.of(shards);
    }

    /** Returns how many splits led to this catalogue. */
    public long splits() {
        return splits;
    }

    /** Returns how many merges led to this catalogue. */
    public long merges() {
        return merges;
    }

    /** Returns the shard a partition belongs to. */
    public Shard shardOf(int partition) {
        if (partition < 0 || partition >= partitions) {
            throw new IllegalArgumentException("No partition " + partition + " among " + partitions + ".");
        }
        int low = 0;
        int high = shards.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (shards[middle].firstPartition() <= partition) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return shards[low];
    }

    /** Returns the partitions that are over a limit and cannot be split; ids should be issued elsewhere. */
    public BitSet closedPartitions() {
        return BitSet.valueOf(closed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardCatalogue catalogue
                && version == catalogue.version
                && partitions == catalogue.partitions
                && splits == catalogue.splits
                && merges == catalogue.merges
                && Arrays.equals(shards, catalogue.shards)
                && Arrays.equals(closed, catalogue.closed);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(version) + Arrays.hashCode(shards);
    }

    @Override
    public String toString() {
        return "catalogue " + version + " of " + shards.length + " shards";
    }
}
