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
    private final long[] overloaded;
    private final long splits;
    private final long merges;

    /** @throws IllegalArgumentException if the shards do not tile the partitions, or a number is impossible */
    ShardCatalogue(long version, int partitions, List<Shard> shards, BitSet overloaded, long splits, long merges) {
        this.version = version;
        this.partitions = partitions;
        this.shards = shards.toArray(Shard[]::new);
        this.overloaded = overloaded.toLongArray();
        this.splits = splits;
        this.merges = merges;
        validate();
    }

    /**
     * Returns the first catalogue of a map: version 1, shards of equal size.
     *
     * @param partitions number of partitions of the map, a power of two
     * @param shards number of shards, a power of two, at most the number of partitions
     * @throws IllegalArgumentException if a number is not allowed
     */
    public static ShardCatalogue ofEqualShards(int partitions, int shards, long nowMillis) {
        if (Integer.bitCount(partitions) != 1 || Integer.bitCount(shards) != 1 || shards > partitions) {
            throw new IllegalArgumentException(
                    "The numbers of partitions and shards are powers of two, with at most one "
                            + "shard for each partition: " + partitions + " partitions, " + shards + " shards.");
        }
        int width = partitions / shards;
        List<Shard> all = new ArrayList<>(shards);
        for (int i = 0; i < shards; i++) {
            all.add(new Shard(i * width, width, nowMillis, ShardDecision.Kind.KEEP));
        }
        return new ShardCatalogue(1, partitions, all, new BitSet(), 0, 0);
    }

    /** Returns the catalogue after these changes. */
    ShardCatalogue next(List<Shard> changed, BitSet nowOverloaded, int newSplits, int newMerges) {
        return new ShardCatalogue(
                version + 1, partitions, changed, nowOverloaded, splits + newSplits, merges + newMerges);
    }

    /** Returns the catalogue with other overloaded partitions; the same object if they are the same. */
    ShardCatalogue withOverloaded(BitSet nowOverloaded) {
        return nowOverloaded.equals(overloadedPartitions()) ? this : next(shards(), nowOverloaded, 0, 0);
    }

    private void validate() {
        if (version < 1
                || splits < 0
                || merges < 0
                || Integer.bitCount(partitions) != 1
                || partitions < BitSet.valueOf(overloaded).length()) {
            throw new IllegalArgumentException("No catalogue has version " + version + ", " + splits + " splits, "
                    + merges + " merges, " + partitions + " partitions and overloaded ones up to "
                    + (BitSet.valueOf(overloaded).length() - 1) + ".");
        }
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

    /** Returns the number of splits since the first catalogue. */
    public long splits() {
        return splits;
    }

    /** Returns the number of merges since the first catalogue. */
    public long merges() {
        return merges;
    }

    /**
     * Returns the shard that covers a partition.
     *
     * @throws IllegalArgumentException if the map has no such partition
     */
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

    /** Returns a copy of the set of partitions that alone exceed a limit and cannot be split. */
    public BitSet overloadedPartitions() {
        return BitSet.valueOf(overloaded);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardCatalogue catalogue
                && version == catalogue.version
                && partitions == catalogue.partitions
                && splits == catalogue.splits
                && merges == catalogue.merges
                && Arrays.equals(shards, catalogue.shards)
                && Arrays.equals(overloaded, catalogue.overloaded);
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
