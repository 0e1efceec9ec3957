package io.foreshard.plugin.tier;

import io.foreshard.plugin.tier.OperationHost.Group;
import io.foreshard.shard.Shard;
import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/** The partitions of a cache group that an operation concerns: those with some numbers and those of some shards, or all if there are neither. Immutable. */
final class PartitionScope implements Serializable {
    static final PartitionScope ALL = new PartitionScope(new int[0], new String[0]);

    private static final long serialVersionUID = 1L;

    private final int[] numbers;
    private final String[] shards;

    private PartitionScope(int[] numbers, String[] shards) {
        this.numbers = numbers;
        this.shards = shards;
    }

    /** @throws IllegalArgumentException if a number is negative */
    PartitionScope withNumbers(int... wanted) {
        if (IntStream.of(wanted).anyMatch(number -> number < 0)) {
            throw new IllegalArgumentException("A partition number is not negative.");
        }
        return new PartitionScope(wanted.clone(), shards);
    }

    PartitionScope withShards(String... wanted) {
        return new PartitionScope(numbers, wanted.clone());
    }

    boolean isAll() {
        return numbers.length == 0 && shards.length == 0;
    }

    /**
     * Returns the partitions of a group.
     *
     * @throws IllegalArgumentException with a sentence, if the group has no such partition or shard
     */
    BitSet of(Group group) {
        BitSet partitions = new BitSet(group.partitions());
        if (isAll()) {
            partitions.set(0, group.partitions());
        }
        for (int number : numbers) {
            if (number >= group.partitions()) {
                throw new IllegalArgumentException("There is no partition " + number + " of '" + group.name()
                        + "': its partitions are 0 to " + (group.partitions() - 1) + ".");
            }
            partitions.set(number);
        }
        if (shards.length > 0 && !group.hasShards()) {
            throw new IllegalArgumentException(
                    "'" + group.name() + "' is not placed by profile id, so it has no shards: name its partitions.");
        }
        for (String shard : shards) {
            Shard.partitions(shard, group.partitions()).forEach(partitions::set);
        }
        return partitions;
    }

    /** Returns the scope as the end of a phrase, for a log; empty for all partitions. */
    @Override
    public String toString() {
        return (numbers.length == 0 ? "" : " partitions " + Arrays.toString(numbers))
                + (shards.length == 0 ? "" : " shards " + Arrays.toString(shards));
    }
}
