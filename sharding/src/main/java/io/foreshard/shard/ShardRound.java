package io.foreshard.shard;

import io.foreshard.shard.ShardDecision.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * One round of {@link ShardPlanner}: marks overloaded partitions, then splits the hottest shards first, then merges the coldest pairs first, until the limit of
 * changes per round is reached. Not thread-safe.
 */
final class ShardRound {
    private final ShardLimits limits;
    private final Evidence evidence;
    private final ShardCatalogue catalogue;
    private final long nowMillis;
    private final BitSet overloaded;
    private final TreeMap<Integer, Shard> next = new TreeMap<>();
    private final List<ShardDecision> partitionDecisions = new ArrayList<>();
    private final List<ShardDecision> shardDecisions = new ArrayList<>();
    private int splits;
    private int merges;

    ShardRound(ShardLimits limits, Evidence evidence, ShardCatalogue catalogue, long nowMillis) {
        this.limits = limits;
        this.evidence = evidence;
        this.catalogue = catalogue;
        this.nowMillis = nowMillis;
        this.overloaded = catalogue.overloadedPartitions();
        catalogue.shards().forEach(shard -> next.put(shard.firstPartition(), shard));
    }

    ShardPlan plan() {
        for (int partition = 0; partition < catalogue.partitions(); partition++) {
            markOverloaded(partition);
        }
        BitSet exceeding = splitHottestFirst();
        mergeColdestFirst(exceeding);
        shardDecisions.sort(Comparator.comparingInt(ShardDecision::firstPartition)
                .thenComparing(
                        Comparator.comparingInt(ShardDecision::partitions).reversed()));
        List<ShardDecision> decisions = new ArrayList<>(partitionDecisions);
        decisions.addAll(shardDecisions);
        boolean changed = splits + merges > 0 || !overloaded.equals(catalogue.overloadedPartitions());
        return new ShardPlan(
                changed ? catalogue.next(List.copyOf(next.values()), overloaded, splits, merges) : catalogue,
                List.copyOf(decisions));
    }

    /** Marks a partition that alone exceeds a limit, and unmarks one that is small and idle again. */
    private void markOverloaded(int partition) {
        String over = evidence.over(partition, 1);
        if (over != null && !overloaded.get(partition)) {
            overloaded.set(partition);
            partitionDecisions.add(new ShardDecision(
                    Kind.OVERLOADED,
                    partition,
                    1,
                    "partition " + partition + " alone has " + over + ", and one partition cannot be split"));
        } else if (overloaded.get(partition) && evidence.busy(partition, 1) == null) {
            overloaded.clear(partition);
            partitionDecisions.add(new ShardDecision(
                    Kind.RECOVERED, partition, 1, "partition " + partition + " is small and idle again"));
        }
    }

    /** Splits and returns the first partitions of the shards of the catalogue that exceed a limit, whether they were split or not. */
    private BitSet splitHottestFirst() {
        PriorityQueue<Candidate> hottest = new PriorityQueue<>(Comparator.comparingDouble(Candidate::share)
                .reversed()
                .thenComparingInt(candidate -> candidate.shard.firstPartition()));
        BitSet exceeding = new BitSet();
        for (Shard shard : catalogue.shards()) {
            if (enqueue(shard, hottest)) {
                exceeding.set(shard.firstPartition());
            }
        }
        while (!hottest.isEmpty()) {
            Candidate candidate = hottest.poll();
            Shard shard = candidate.shard;
            if (shard.isPinned()) {
                decide(Kind.KEEP, shard, candidate.reason + ", but the shard is pinned");
            } else if (shard.partitions() == 1) {
                decide(Kind.KEEP, shard, candidate.reason + ", but one partition cannot be split");
            } else if (limitReached()) {
                decide(Kind.KEEP, shard, candidate.reason + ", but " + limitText());
            } else {
                split(shard, candidate.reason, hottest);
            }
        }
        return exceeding;
    }

    private void split(Shard shard, String reason, PriorityQueue<Candidate> hottest) {
        int half = shard.partitions() / 2;
        for (int first : new int[] {shard.firstPartition(), shard.firstPartition() + half}) {
            Shard child = new Shard(first, half, nowMillis, Kind.SPLIT);
            next.put(first, child);
            if (half > 1) {
                enqueue(child, hottest); // a partition of its own is reported when the next round finds it
            }
        }
        splits++;
        decide(Kind.SPLIT, shard, reason);
    }

    /** Returns whether the shard exceeds a limit. */
    private boolean enqueue(Shard shard, PriorityQueue<Candidate> hottest) {
        String over = evidence.over(shard.firstPartition(), shard.partitions());
        if (over != null) {
            hottest.add(new Candidate(shard, evidence.heat(shard.firstPartition(), shard.partitions()), over));
        }
        return over != null;
    }

    private void mergeColdestFirst(BitSet exceeding) {
        List<Candidate> pairs = new ArrayList<>();
        List<Shard> shards = catalogue.shards();
        BitSet merging = new BitSet();
        for (int i = 0; i < shards.size(); i++) {
            Shard left = shards.get(i);
            if (exceeding.get(left.firstPartition()) || merging.get(left.firstPartition())) {
                continue;
            }
            Shard right = i + 1 < shards.size() ? shards.get(i + 1) : null;
            String refusal = mergeRefusal(left, right, exceeding);
            if (refusal == null) {
                merging.set(right.firstPartition());
                pairs.add(new Candidate(left, evidence.peak(left.firstPartition(), 2 * left.partitions()), null));
            } else {
                decide(Kind.KEEP, left, "no limit exceeded; " + refusal);
            }
        }
        pairs.sort(Comparator.comparingDouble(Candidate::share).thenComparingInt(pair -> pair.shard.firstPartition()));
        pairs.forEach(pair -> merge(pair.shard));
    }

    /** Merges a shard with its right buddy, or decides to keep both. */
    private void merge(Shard left) {
        Shard right = catalogue.shardOf(left.lastPartition() + 1);
        if (limitReached()) {
            decide(Kind.KEEP, left, "no limit exceeded; " + limitText());
            decide(Kind.KEEP, right, "no limit exceeded; " + limitText());
            return;
        }
        Shard merged = new Shard(left.firstPartition(), 2 * left.partitions(), nowMillis, Kind.MERGE);
        next.remove(right.firstPartition());
        next.put(merged.firstPartition(), merged);
        merges++;
        decide(Kind.MERGE, merged, "both halves are small and idle for " + Evidence.text(limits.mergeEvidence()));
    }

    /** Returns the reason not to merge a shard with its right neighbour, or null. */
    private String mergeRefusal(Shard left, Shard right, BitSet exceeding) {
        if (left.isPinned()) {
            return "it is pinned";
        }
        if (right == null || (left.firstPartition() & left.partitions()) != 0) {
            return "it can merge with its left neighbour only";
        }
        if (!left.isBuddyOf(right)) {
            return "its right neighbour has other boundaries";
        }
        if (right.isPinned()) {
            return "its right neighbour is pinned";
        }
        if (exceeding.get(right.firstPartition())) {
            return "its right neighbour is too large or too busy to merge";
        }
        if (2 * left.partitions() > limits.maxPartitions()) {
            return "it has the maximum width";
        }
        long age = nowMillis - Math.max(left.createdMillis(), right.createdMillis());
        if (age < limits.minMergeAge().toMillis()) {
            return "it or its right neighbour is younger than " + Evidence.text(limits.minMergeAge());
        }
        return evidence.busy(left.firstPartition(), 2 * left.partitions());
    }

    private boolean limitReached() {
        return splits + merges >= limits.maxChanges();
    }

    private String limitText() {
        return "the limit of " + limits.maxChanges() + " changes per round is reached";
    }

    private void decide(Kind kind, Shard shard, String reason) {
        shardDecisions.add(shard.decision(kind, reason));
    }

    /** A shard that may be split, or the left one of a pair that may merge, with its share of the limits. */
    private record Candidate(Shard shard, double share, String reason) {}
}
