package io.foreshard.shard;

import io.foreshard.shard.ShardDecision.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * The rule by which shards split and merge: a pure function of catalogue, history and time.
 *
 * <p>A split needs seconds of evidence above an absolute limit and must help; a merge needs the maximum over minutes below a
 * quarter of the limit, and never touches a young shard. The gap between the two is what keeps a load that comes and goes from
 * splitting and merging the same prefix again and again. Immutable and thread-safe.
 */
public final class ShardPlanner {
    private final ShardLimits limits;

    public ShardPlanner(ShardLimits limits) {
        this.limits = limits;
    }

    /**
     * Judges every shard.
     *
     * @param history the rounds seen so far, the newest taken at {@code nowMillis}
     */
    public ShardPlan plan(ShardCatalogue catalogue, LoadHistory history, long nowMillis) {
        return new Round(catalogue, history, nowMillis).plan();
    }

    /** The state of one round: changes found so far. */
    private final class Round {
        private final ShardCatalogue catalogue;
        private final LoadHistory history;
        private final long nowMillis;
        private final List<Shard> next = new ArrayList<>();
        private final List<ShardDecision> decisions = new ArrayList<>();
        private final BitSet closed;
        private int splits;
        private int merges;

        Round(ShardCatalogue catalogue, LoadHistory history, long nowMillis) {
            this.catalogue = catalogue;
            this.history = history;
            this.nowMillis = nowMillis;
            this.closed = catalogue.closedPartitions();
        }

        ShardPlan plan() {
            List<Shard> shards = catalogue.shards();
            if (history.isEmpty()) {
                shards.forEach(shard -> decide(Kind.KEEP, shard, "no loads have been seen yet"));
                return new ShardPlan(catalogue, List.copyOf(decisions));
            }
            for (int i = 0; i < shards.size(); i++) {
                Shard shard = shards.get(i);
                judgePartitions(shard);
                if (split(shard)) {
                    continue;
                }
                Shard following = i + 1 < shards.size() ? shards.get(i + 1) : null;
                if (following != null && isLeftBuddy(shard, following) && over(following) == null) {
                    if (merge(shard, following)) {
                        i++;
                        continue;
                    }
                } else {
                    decide(Kind.KEEP, shard, "no limit reached; nothing to merge with to its right");
                }
                next.add(shard);
            }
            boolean changed = splits + merges > 0 || !closed.equals(catalogue.closedPartitions());
            return new ShardPlan(
                    changed ? catalogue.next(next, closed, splits, merges) : catalogue, List.copyOf(decisions));
        }

        /** Closes partitions that alone are over a limit, opens those that have become idle and small. */
        private void judgePartitions(Shard shard) {
            for (int partition = shard.firstPartition(); partition <= shard.lastPartition(); partition++) {
                String over = over(partition, 1);
                if (over != null && !closed.get(partition)) {
                    closed.set(partition);
                    decide(
                            Kind.CLOSE,
                            partition,
                            1,
                            "partition " + partition + " alone has " + over
                                    + " and cannot be split: new ids should go elsewhere");
                } else if (closed.get(partition) && idle(partition, 1) == null) {
                    closed.clear(partition);
                    decide(Kind.OPEN, partition, 1, "partition " + partition + " has become small and idle");
                }
            }
        }

        private static boolean isLeftBuddy(Shard shard, Shard following) {
            return shard.isBuddyOf(following) && shard.firstPartition() < following.firstPartition();
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

        /** Returns why a shard over a limit is not split, or null. */
        private String refusal(Shard shard) {
            if (shard.partitions() == 1) {
                return "a single partition cannot be split";
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
                            "partition %d is %.0f %% of it: a split would not help",
                            partition,
                            share * 100);
                }
            }
            return splits + merges >= limits.mostChanges() ? "enough changes in this round" : null;
        }

        private boolean merge(Shard left, Shard right) {
            String refusal = mergeRefusal(left, right);
            if (refusal != null) {
                decide(Kind.KEEP, left, refusal);
                return false;
            }
            Shard merged = new Shard(left.firstPartition(), 2 * left.partitions(), nowMillis, Kind.MERGE);
            judgePartitions(right);
            next.add(merged);
            merges++;
            decide(Kind.MERGE, merged, "both halves small and idle for " + limits.mergeEvidence());
            return true;
        }

        private String mergeRefusal(Shard left, Shard right) {
            if (2 * left.partitions() > limits.mostPartitions()) {
                return "no limit reached; already as wide as a shard may be";
            }
            long youngest = nowMillis - Math.max(left.bornMillis(), right.bornMillis());
            if (youngest < limits.youth().toMillis()) {
                return "no limit reached; too young to merge";
            }
            String busy = idle(left.firstPartition(), 2 * left.partitions());
            if (busy != null) {
                return "no limit reached; " + busy;
            }
            return splits + merges >= limits.mostChanges() ? "enough changes in this round" : null;
        }

        /** Returns by how much a range has been over a limit for the whole of the split evidence, or null. */
        private String over(int first, int partitions) {
            PartitionLoad newest = LoadHistory.sum(history.newest(), first, partitions);
            if (newest.bytes() <= limits.splitBytes()
                    && newest.operationsPerSecond() <= limits.splitOperationsPerSecond()) {
                return null;
            }
            List<PartitionLoad> seen = history.of(first, partitions, limits.splitEvidence());
            if (seen.size() < ShardLimits.LEAST_ROUNDS || !history.covers(limits.splitEvidence())) {
                return null;
            }
            long bytes = seen.stream().mapToLong(PartitionLoad::bytes).min().orElse(0);
            if (bytes > limits.splitBytes()) {
                return bytes + " bytes, more than " + limits.splitBytes();
            }
            double rate = seen.stream()
                    .mapToDouble(PartitionLoad::operationsPerSecond)
                    .min()
                    .orElse(0);
            return rate <= limits.splitOperationsPerSecond()
                    ? null
                    : String.format(
                            Locale.ROOT,
                            "%.1f operations/s for %s, more than %.1f",
                            rate,
                            limits.splitEvidence(),
                            limits.splitOperationsPerSecond());
        }

        /** Returns null if a range was small and idle for the whole of the merge evidence, or what it was instead. */
        private String idle(int first, int partitions) {
            if (!history.covers(limits.mergeEvidence())) {
                return "not watched for " + limits.mergeEvidence() + " yet";
            }
            List<PartitionLoad> seen = history.of(first, partitions, limits.mergeEvidence());
            long bytes = seen.stream().mapToLong(PartitionLoad::bytes).max().orElse(0);
            if (bytes > limits.splitBytes() * ShardLimits.MERGE_SHARE) {
                return "too large to merge with its buddy: " + bytes + " bytes together";
            }
            double rate = seen.stream()
                    .mapToDouble(PartitionLoad::operationsPerSecond)
                    .max()
                    .orElse(0);
            return rate <= limits.splitOperationsPerSecond() * ShardLimits.MERGE_SHARE
                    ? null
                    : String.format(Locale.ROOT, "too hot to merge with its buddy: up to %.1f operations/s", rate);
        }

        private void decide(Kind kind, Shard shard, String reason) {
            decide(kind, shard.firstPartition(), shard.partitions(), reason);
        }

        private void decide(Kind kind, int first, int partitions, String reason) {
            decisions.add(new ShardDecision(kind, first, partitions, reason));
        }
    }
}
