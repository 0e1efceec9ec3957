package io.foreshard.shard;

import io.foreshard.shard.ShardDecision.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The changes of a catalogue by an operator. Each method names a shard as {@code SYS.SHARDS} shows it and returns the next catalogue with what was changed; the
 * plan has no decision if there is nothing to change. None changes the owner of a partition.
 *
 * <p>All throw {@link IllegalArgumentException} with a sentence that names the cure, if the catalogue has no such shard or the change is not possible. Stateless.
 */
public final class CatalogueEdits {
    private static final int MOST_NAMES = 8;

    private CatalogueEdits() {}

    /**
     * Splits a shard, into its halves or as often as a boundary needs.
     *
     * @param boundary a partition of the shard, but not its first: it becomes the first of a shard; empty for the middle
     */
    public static ShardPlan split(
            ShardCatalogue catalogue, String name, OptionalInt boundary, String reason, long nowMillis) {
        Shard shard = findUnpinned(catalogue, name);
        if (shard.partitions() == 1) {
            throw new IllegalArgumentException(
                    "The shard " + name(shard, catalogue) + " is one partition, and a partition cannot be split.");
        }
        int first = boundary.orElse(shard.firstPartition() + shard.partitions() / 2);
        if (first <= shard.firstPartition() || first > shard.lastPartition()) {
            throw new IllegalArgumentException(
                    "The shard " + name(shard, catalogue) + " can be split at the partitions "
                            + (shard.firstPartition() + 1) + " to " + shard.lastPartition() + "; " + first
                            + " is none of them.");
        }
        List<ShardDecision> decisions = new ArrayList<>();
        ShardCatalogue next = catalogue;
        while (next.shardOf(first).firstPartition() != first) {
            Shard wide = next.shardOf(first);
            int half = wide.partitions() / 2;
            List<Shard> shards = new ArrayList<>(next.shards());
            int position = shards.indexOf(wide);
            shards.set(position, new Shard(wide.firstPartition(), half, nowMillis, Kind.SPLIT));
            shards.add(position + 1, new Shard(wide.firstPartition() + half, half, nowMillis, Kind.SPLIT));
            decisions.add(wide.decision(Kind.SPLIT, reason));
            next = catalogue.next(shards, catalogue.overloadedPartitions(), decisions.size(), 0);
        }
        return new ShardPlan(next, decisions);
    }

    /**
     * Merges a shard with its buddy: the shard whose name differs in the last bit.
     *
     * @param maxPartitions a shard has at most this number of partitions, because it never holds partitions of two epochs
     */
    public static ShardPlan merge(
            ShardCatalogue catalogue, String name, int maxPartitions, String reason, long nowMillis) {
        Shard shard = findUnpinned(catalogue, name);
        if (2 * shard.partitions() > maxPartitions) {
            throw new IllegalArgumentException("The shard " + name(shard, catalogue)
                    + " has the maximum width: a shard has at most " + maxPartitions
                    + " partitions, because they share an epoch.");
        }
        int buddyFirst = shard.firstPartition() ^ shard.partitions();
        Shard buddy = catalogue.shardOf(buddyFirst);
        if (!buddy.isBuddyOf(shard)) {
            throw new IllegalArgumentException("The shard " + name(shard, catalogue) + " merges with "
                    + Shard.prefix(buddyFirst, shard.partitions(), catalogue.partitions())
                    + ", which is split: merge its parts first. They are "
                    + names(catalogue, buddyFirst, shard.partitions()) + ".");
        }
        checkNotPinned(buddy, catalogue);
        Shard left = shard.firstPartition() < buddyFirst ? shard : buddy;
        Shard merged = new Shard(left.firstPartition(), 2 * left.partitions(), nowMillis, Kind.MERGE);
        List<Shard> shards = new ArrayList<>(catalogue.shards());
        int position = shards.indexOf(left);
        shards.remove(position + 1);
        shards.set(position, merged);
        return new ShardPlan(
                catalogue.next(shards, catalogue.overloadedPartitions(), 0, 1),
                List.of(merged.decision(Kind.MERGE, reason)));
    }

    /** Pins a shard: the planner neither splits nor merges it. */
    public static ShardPlan pin(ShardCatalogue catalogue, String name, String reason) {
        return pinned(catalogue, name, true, reason);
    }

    /** Ends the pin of a shard. */
    public static ShardPlan unpin(ShardCatalogue catalogue, String name, String reason) {
        return pinned(catalogue, name, false, reason);
    }

    private static ShardPlan pinned(ShardCatalogue catalogue, String name, boolean pinned, String reason) {
        Shard shard = find(catalogue, name);
        if (shard.isPinned() == pinned) {
            return new ShardPlan(catalogue, List.of());
        }
        List<Shard> shards = new ArrayList<>(catalogue.shards());
        shards.set(shards.indexOf(shard), shard.pinned(pinned));
        return new ShardPlan(
                catalogue.next(shards, catalogue.overloadedPartitions(), 0, 0),
                List.of(shard.decision(pinned ? Kind.PIN : Kind.UNPIN, reason)));
    }

    /** Returns the shard of a name; the star may be missing. */
    public static Shard find(ShardCatalogue catalogue, String name) {
        int[] partitions = Shard.partitions(name, catalogue.partitions()).toArray();
        Shard shard = catalogue.shardOf(partitions[0]);
        if (shard.firstPartition() != partitions[0] || shard.partitions() != partitions.length) {
            throw new IllegalArgumentException(
                    "There is no shard " + Shard.prefix(partitions[0], partitions.length, catalogue.partitions())
                            + "; its partitions are those of "
                            + names(catalogue, partitions[0], partitions.length) + ".");
        }
        return shard;
    }

    /** Returns the shard of a name, which must not be pinned; the star may be missing. */
    public static Shard findUnpinned(ShardCatalogue catalogue, String name) {
        Shard shard = find(catalogue, name);
        checkNotPinned(shard, catalogue);
        return shard;
    }

    private static void checkNotPinned(Shard shard, ShardCatalogue catalogue) {
        if (shard.isPinned()) {
            throw new IllegalArgumentException("The shard " + name(shard, catalogue) + " is pinned: unpin it first.");
        }
    }

    private static String name(Shard shard, ShardCatalogue catalogue) {
        return shard.prefix(catalogue.partitions());
    }

    private static String names(ShardCatalogue catalogue, int first, int partitions) {
        List<Shard> shards = catalogue.shards().stream()
                .filter(shard -> shard.firstPartition() < first + partitions && first <= shard.lastPartition())
                .toList();
        return shards.stream()
                        .limit(MOST_NAMES)
                        .map(shard -> name(shard, catalogue))
                        .collect(Collectors.joining(", "))
                + (shards.size() > MOST_NAMES ? " and " + (shards.size() - MOST_NAMES) + " more" : "");
    }
}
