package io.foreshard.shard;

import io.foreshard.shard.ShardDecision.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * The rule by which shards split and merge: a pure function of catalogue, history and time.
 *
 * <p>A split needs seconds of evidence above an absolute limit and must help; a merge needs the maximum over minutes below a
 * quarter of the limit, and shards of a minimum age. The gap between the two conditions keeps an alternating load from
 * splitting and merging the same prefix repeatedly. Immutable and thread-safe.
 */
public final class ShardPlanner {
    private final ShardLimits limits;

    public ShardPlanner(ShardLimits limits) {
        this.limits = limits;
    }

    /**
     * Decides about every shard.
     *
     * @param history the rounds measured so far, the newest at {@code nowMillis}
     */
    public ShardPlan plan(ShardCatalogue catalogue, LoadHistory history, long nowMillis) {
        return new Round(catalogue, history, nowMillis).plan();
    }

    /** The changes and decisions of one round while it is planned. */
    private final class Round {
        private final ShardCatalogue catalogue;
        private final LoadHistory history;
        private final long nowMillis;
        private final List<Shard> next = new ArrayList<>();
        private final List<ShardDecision> decisions = new ArrayList<>();
        private final BitSet overloaded;
        private int splits;
        private int merges;

        Round(ShardCatalogue catalogue, LoadHistory history, long nowMillis) {
            this.catalogue = catalogue;
            this.history = history;
            this.nowMillis = nowMillis;
            this.overloaded = catalogue.overloadedPartitions();
        }

        ShardPlan plan() {
            List<Shard> shards = catalogue.shards();
            if (history.isEmpty()) {
                shards.forEach(shard -> decide(Kind.KEEP, shard, "no load is measured yet"));
                return new ShardPlan(catalogue, List.copyOf(decisions));
            }
            for (int i = 0; i < shards.size(); i++) {
                Shard shard = shards.get(i);
                markOverloaded(shard);
                if (split(shard)) {
                    continue;
                }
                Shard right = i + 1 < shards.size() ? shards.get(i + 1) : null;
                if (merge(shard, right)) {
                    i++;
                } else {
                    next.add(shard);
                }
            }
            boolean changed = splits + merges > 0 || !overloaded.equals(catalogue.overloadedPartitions());
            return new ShardPlan(
                    changed ? catalogue.next(next, overloaded, splits, merges) : catalogue, List.copyOf(decisions));
        }

        /** Marks partitions that alone exceed a limit, and unmarks those that are small and idle again. */
        private void markOverloaded(Shard shard) {
            for (int partition = shard.firstPartition(); partition <= shard.lastPartition(); partition++) {
                String over = over(partition, 1);
                if (over != null && !overloaded.get(partition)) {
                    overloaded.set(partition);
                    decide(
                            Kind.OVERLOADED,
                            partition,
                            1,
                            "partition " + partition + " alone has " + over + ", and one partition cannot be split");
                } else if (overloaded.get(partition) && busy(partition, 1) == null) {
                    overloaded.clear(partition);
                    decide(Kind.RECOVERED, partition, 1, "partition " + partition + " is small and idle again");
                }
            }
        }

        private String over(Shard shard) {
            return over(shard.firstPartition(), shard.partitions());
        }

        private boolean split(Shard shard) {
            String over = over(shard);
            if (over == null) {
                return false;
            }
            String refusal = refusal(shard);
            if (refusal != null) {
                decide(Kind.KEEP, shard, over + ", but " + refusal);
                next.add(shard);
                return true;
            }
            int half = shard.partitions() / 2;
            next.add(new Shard(shard.firstPartition(), half, nowMillis, Kind.SPLIT));
            next.add(new Shard(shard.firstPartition() + half, half, nowMillis, Kind.SPLIT));
            splits++;
            decide(Kind.SPLIT, shard, over);
            return true;
        }

        /** Returns the reason not to split a shard that exceeds a limit, or null. */
        private String refusal(Shard shard) {
            if (shard.partitions() == 1) {
                return "one partition cannot be split";
            }
            PartitionLoad sum = LoadHistory.sum(history.newest(), shard.firstPartition(), shard.partitions());
            boolean bySize = sum.bytes() > limits.splitBytes();
            for (int partition = shard.firstPartition(); partition <= shard.lastPartition(); partition++) {
                PartitionLoad load = history.newest().get(partition);
                double share = bySize
                        ? (double) load.bytes() / sum.bytes()
                        : load.operationsPerSecond() / sum.operationsPerSecond();
                if (share > ShardLimits.ONE_PARTITION_SHARE) {
                    return String.format(
                            Locale.ROOT,
                            "partition %d has %.0f %% of it: a split would not help",
                            partition,
                            share * 100);
                }
            }
            return splits + merges >= limits.maxChanges()
                    ? "the limit of " + limits.maxChanges() + " changes per round is reached"
                    : null;
        }

        private boolean merge(Shard left, Shard right) {
            String refusal = mergeRefusal(left, right);
            if (refusal != null) {
                decide(Kind.KEEP, left, "no limit exceeded; " + refusal);
                return false;
            }
            Shard merged = new Shard(left.firstPartition(), 2 * left.partitions(), nowMillis, Kind.MERGE);
            markOverloaded(right);
            next.add(merged);
            merges++;
            decide(Kind.MERGE, merged, "both halves are small and idle for " + text(limits.mergeEvidence()));
            return true;
        }

        /** Returns the reason not to merge a shard with its right neighbour, or null. */
        private String mergeRefusal(Shard left, Shard right) {
            if (right == null || (left.firstPartition() & left.partitions()) != 0) {
                return "it can merge with its left neighbour only";
            }
            if (!left.isBuddyOf(right)) {
                return "its right neighbour has other boundaries";
            }
            if (over(right) != null) {
                return "its right neighbour is too large or too busy to merge";
            }
            if (2 * left.partitions() > limits.maxPartitions()) {
                return "it has the maximum width";
            }
            long age = nowMillis - Math.max(left.createdMillis(), right.createdMillis());
            if (age < limits.minMergeAge().toMillis()) {
                return "it or its right neighbour is younger than " + text(limits.minMergeAge());
            }
            String busy = busy(left.firstPartition(), 2 * left.partitions());
            if (busy != null) {
                return busy;
            }
            return splits + merges >= limits.maxChanges()
                    ? "the limit of " + limits.maxChanges() + " changes per round is reached"
                    : null;
        }

        /** Returns which limit a range exceeds during all of the split evidence, with its numbers, or null. */
        private String over(int first, int partitions) {
            PartitionLoad newest = LoadHistory.sum(history.newest(), first, partitions);
            if (newest.bytes() <= limits.splitBytes()
                    && newest.operationsPerSecond() <= limits.splitOperationsPerSecond()) {
                return null;
            }
            List<PartitionLoad> seen = history.of(first, partitions, limits.splitEvidence());
            if (seen.size() < ShardLimits.MIN_ROUNDS || !history.covers(limits.splitEvidence())) {
                return null;
            }
            long bytes = seen.stream().mapToLong(PartitionLoad::bytes).min().orElse(0);
            if (bytes > limits.splitBytes()) {
                return bytes + " bytes, limit " + limits.splitBytes();
            }
            double rate = seen.stream()
                    .mapToDouble(PartitionLoad::operationsPerSecond)
                    .min()
                    .orElse(0);
            return rate <= limits.splitOperationsPerSecond()
                    ? null
                    : String.format(
                            Locale.ROOT,
                            "%.1f operations/s for %s, limit %.1f",
                            rate,
                            text(limits.splitEvidence()),
                            limits.splitOperationsPerSecond());
        }

        /** Returns the reason why a range is not small and idle during all of the merge evidence, or null if it is. */
        private String busy(int first, int partitions) {
            if (!history.covers(limits.mergeEvidence())) {
                return "its load is not measured for " + text(limits.mergeEvidence()) + " yet";
            }
            List<PartitionLoad> seen = history.of(first, partitions, limits.mergeEvidence());
            long bytes = seen.stream().mapToLong(PartitionLoad::bytes).max().orElse(0);
            if (bytes > limits.splitBytes() * ShardLimits.MERGE_SHARE) {
                return "too large to merge with its right neighbour: together " + bytes + " bytes";
            }
            double rate = seen.stream()
                    .mapToDouble(PartitionLoad::operationsPerSecond)
                    .max()
                    .orElse(0);
            return rate <= limits.splitOperationsPerSecond() * ShardLimits.MERGE_SHARE
                    ? null
                    : String.format(
                            Locale.ROOT,
                            "too busy to merge with its right neighbour: together up to %.1f operations/s",
                            rate);
        }

        private static String text(Duration duration) {
            return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
        }

        private void decide(Kind kind, Shard shard, String reason) {
            decide(kind, shard.firstPartition(), shard.partitions(), reason);
        }

        private void decide(Kind kind, int first, int partitions, String reason) {
            decisions.add(new ShardDecision(kind, first, partitions, reason));
        }
    }
}
