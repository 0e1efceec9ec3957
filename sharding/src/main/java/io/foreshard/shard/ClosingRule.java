package io.foreshard.shard;

import io.foreshard.shard.ShardDecision.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The rule by which a partition is closed for new profile ids: it alone has more bytes than a shard may have, and a partition cannot be split.
 *
 * <p>A closed partition is opened again when it has at most half of these bytes during all of the merge evidence, so that it does not change its state with every few rows. A rate of operations
 * closes nothing: it comes from rows that are there, and they stay. Immutable and thread-safe.
 */
public final class ClosingRule {
    /** Share of the limit below which a closed partition is opened. */
    private static final double OPEN_SHARE = 0.5;

    private final ShardLimits limits;
    private final int issued;

    /** @param issued ids are issued into the partitions below this number; the others take keys without a profile id, which have no other partition */
    public ClosingRule(ShardLimits limits, int issued) {
        this.limits = limits;
        this.issued = issued;
    }

    /**
     * The outcome of a round.
     *
     * @param closed the partitions that are closed afterwards; the same object as before if nothing changes
     * @param decisions one for each partition that was closed or opened
     */
    public record Plan(ClosedPartitions closed, List<ShardDecision> decisions) {}

    /** Returns which partitions are closed after a round. */
    public Plan plan(ClosedPartitions present, LoadHistory history) {
        BitSet next = present.partitions();
        List<ShardDecision> decisions = new ArrayList<>();
        if (!history.isEmpty()) {
            Evidence evidence = new Evidence(limits, history);
            for (int partition = 0; partition < issued; partition++) {
                String reason = present.contains(partition)
                        ? evidence.small(partition, (long) (OPEN_SHARE * limits.splitBytes()))
                        : evidence.large(partition);
                if (reason != null) {
                    next.flip(partition);
                    decisions.add(next.get(partition) ? closing(partition, reason) : opening(partition, reason));
                }
            }
        }
        return plan(present, next, decisions);
    }

    /**
     * Returns the opening of all partitions.
     *
     * @param reason why, as a phrase
     */
    public static Plan openAll(ClosedPartitions present, String reason) {
        List<ShardDecision> decisions = present.partitions().stream()
                .mapToObj(partition -> opening(partition, reason))
                .toList();
        return plan(present, new BitSet(), decisions);
    }

    private static Plan plan(ClosedPartitions present, BitSet next, List<ShardDecision> decisions) {
        return new Plan(decisions.isEmpty() ? present : new ClosedPartitions(next), List.copyOf(decisions));
    }

    private static ShardDecision closing(int partition, String reason) {
        return new ShardDecision(
                Kind.CLOSED,
                partition,
                1,
                "partition " + partition + " alone has " + reason
                        + ", and one partition cannot be split: new ids of its prefix get the next epoch");
    }

    private static ShardDecision opening(int partition, String reason) {
        return new ShardDecision(
                Kind.OPENED, partition, 1, "partition " + partition + " takes new ids again: " + reason);
    }
}
