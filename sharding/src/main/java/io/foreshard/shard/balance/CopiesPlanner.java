package io.foreshard.shard.balance;

import io.foreshard.shard.placement.PlacedRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The rule by which hot partitions get more copies and give them up: a pure function of nodes, owners, loads and time.
 *
 * <p>A primary with more than the share of a node is hot: no split and no move helps. More copies do, as far as readers choose among them; that is measured on the
 * backups that are there, before a row is copied. Reads that only the primary serves, and writes, which each copy does, get no copies. Immutable and thread-safe.
 */
final class CopiesPlanner {
    /** Load of a primary, in shares of a node, above which its partition gets copies until no primary has more than its share. */
    private static final double HOT = 1.1;
    /** Load that the primary may have at most with one copy less: the gap keeps a round from undoing another. */
    private static final double COLD = 0.7;
    /** Share of the reads that must choose any copy. */
    private static final double LEAST_READS_OF_ANY_COPY = 0.5;
    /** Reads for each write that a partition must have: each copy does all writes. */
    private static final double READS_PER_WRITE = 4;
    /** Share of the two limits above at which a partition keeps additional copies. */
    private static final double KEEP = 0.5;
    /** Loads are measured for so long: a copy costs bytes on a disk. */
    private static final Duration EVIDENCE = Duration.ofSeconds(30);

    private final PlacementLimits limits;

    CopiesPlanner(PlacementLimits limits) {
        this.limits = limits;
    }

    /** Returns the changes of one round; none in the modes OFF and ADVISE. The decisions are empty if no partition is hot and none has additional copies. */
    PlacementPlan plan(ClusterState state, Mode mode) {
        PlannedState planned = new PlannedState(state.nodes(), state.owners(), state.steadyLoads(), limits.floors());
        List<Integer> concerned = IntStream.range(0, planned.partitions())
                .filter(partition -> hotness(planned, partition) > HOT || hasAdditional(planned, partition, state))
                .boxed()
                .toList();
        if (mode == Mode.OFF || concerned.isEmpty() || state.measuredFor().compareTo(EVIDENCE) < 0) {
            return new PlacementPlan(List.of(), List.of(), state.recent(), 0);
        }
        PlannedState now = new PlannedState(state.nodes(), state.owners(), state.loads(), limits.floors());
        List<PlacementDecision> decisions = new ArrayList<>();
        for (int partition : concerned) {
            if (rests(partition, state)) {
                continue;
            }
            if (hotness(planned, partition) > HOT && hotness(now, partition) > HOT) {
                raise(planned, partition, state, decisions);
            }
            lower(planned, now, partition, state, decisions);
        }
        List<Integer> changed = concerned.stream()
                .filter(partition -> !state.owners().of(partition).equals(planned.ownerIds(partition)))
                .toList();
        List<PlacedRange> ranges = changed.stream()
                .map(partition -> state.owners().placed(partition, planned.ownerIds(partition)))
                .toList();
        Stream<RecentMove> moved = changed.stream()
                .map(partition -> new RecentMove(
                        partition, state.owners().of(partition), state.loads().get(partition), state.nowMillis()));
        return mode == Mode.ADVISE
                ? new PlacementPlan(List.of(), decisions, state.recent(), 0)
                : new PlacementPlan(
                        ranges,
                        decisions,
                        Stream.concat(state.recent().stream(), moved).toList(),
                        Math.round(planned.copiedBytes()));
    }

    private static boolean hasAdditional(PlannedState planned, int partition, ClusterState state) {
        return planned.owners(partition).length > state.owners().copies();
    }

    /** Returns whether the copies of a partition changed a short time ago, or an operator pinned it. */
    private boolean rests(int partition, ClusterState state) {
        return state.pinned().contains(partition)
                || state.recent().stream()
                        .anyMatch(move -> move.partition() == partition
                                && state.nowMillis() - move.atMillis()
                                        < limits.cooldown().toMillis());
    }

    private static double hotness(PlannedState planned, int partition) {
        return hotness(planned, partition, planned.owners(partition).length);
    }

    /** Returns the load of the primary with a number of copies, in shares of a node, in the worst of the dimensions that copies take from it. */
    private static double hotness(PlannedState planned, int partition, int copies) {
        return Math.max(
                planned.primaryWeight(partition, copies, Dimension.READS.ordinal()),
                planned.primaryWeight(partition, copies, Dimension.CPU.ordinal()));
    }

    private void raise(PlannedState planned, int partition, ClusterState state, List<PlacementDecision> decisions) {
        String primary = planned.ownerIds(partition).get(0);
        String has = String.format(
                Locale.ROOT,
                "partition %d alone has %.2f times the share of a node on %s",
                partition,
                hotness(planned, partition),
                primary);
        Optional<String> obstacle = obstacle(planned, partition, state, 1);
        if (obstacle.isPresent()) {
            decisions.add(hot(partition, primary, has + "; " + obstacle.get()));
            return;
        }
        int before = planned.owners(partition).length;
        while (hotness(planned, partition) > 1
                && planned.owners(partition).length < PlacedRange.MAX_COPIES
                && planned.copiedBytes() + planned.bytes(partition) <= limits.bytesPerRound()) {
            Optional<Integer> target = target(planned, partition);
            if (target.isEmpty()) {
                break;
            }
            planned.addCopy(partition, target.get());
        }
        List<String> owners = planned.ownerIds(partition);
        if (owners.size() == before) {
            decisions.add(hot(
                    partition,
                    primary,
                    has + "; no other node may take a copy, or the bytes of this round do not suffice"));
        }
        owners.subList(before, owners.size())
                .forEach(owner -> decisions.add(new PlacementDecision(
                        Reason.COPIES_RAISED,
                        partition,
                        primary,
                        owner,
                        Math.round(planned.bytes(partition)),
                        String.format(
                                Locale.ROOT,
                                "%s, and %.0f %% of its reads choose any copy: it gets %d copies instead of %d",
                                has,
                                100 * planned.readsOfAnyCopy(partition),
                                owners.size(),
                                before))));
    }

    /**
     * Returns why more copies do not help.
     *
     * @param limit share of the limits of its reads that a partition must reach
     */
    private static Optional<String> obstacle(PlannedState planned, int partition, ClusterState state, double limit) {
        Load load = state.steadyLoads().get(partition);
        if (planned.owners(partition).length == 1) {
            return Optional.of("without a backup it is not known whether its readers would use more copies");
        }
        if (planned.readsOfAnyCopy(partition) < limit * LEAST_READS_OF_ANY_COPY) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "more copies would not help, because %.0f %% of its reads use the primary only",
                    100 * (1 - planned.readsOfAnyCopy(partition))));
        }
        if (load.readsPerSecond() < limit * READS_PER_WRITE * load.writesPerSecond()) {
            return Optional.of("more copies would not help, because each of them does all writes");
        }
        return Optional.empty();
    }

    private static PlacementDecision hot(int partition, String primary, String reason) {
        return new PlacementDecision(Reason.HOT_PARTITION, partition, primary, "", 0, reason);
    }

    /** Returns the least loaded node that may get a copy, if the copy does not make it more loaded than the node of the primary. */
    private static Optional<Integer> target(PlannedState planned, int partition) {
        int[] owners = planned.owners(partition);
        int target = -1;
        double least = planned.imbalance(owners[0]);
        for (int node = 0; node < planned.nodes(); node++) {
            if (planned.mayOwn(node, partition, owners.length)) {
                double load = 0;
                for (int d = 0; d < Dimension.COUNT; d++) {
                    load = Math.max(load, planned.load(node, d));
                }
                if (load < least) {
                    least = load;
                    target = node;
                }
            }
        }
        return target < 0 ? Optional.empty() : Optional.of(target);
    }

    private static void lower(
            PlannedState planned,
            PlannedState now,
            int partition,
            ClusterState state,
            List<PlacementDecision> decisions) {
        boolean helps = obstacle(planned, partition, state, KEEP).isEmpty();
        while (hasAdditional(planned, partition, state)) {
            List<String> owners = planned.ownerIds(partition);
            int copies = owners.size() - 1;
            double left = Math.max(hotness(planned, partition, copies), hotness(now, partition, copies));
            if (left > COLD && helps) {
                return;
            }
            planned.removeCopy(partition);
            decisions.add(new PlacementDecision(
                    Reason.COPIES_LOWERED,
                    partition,
                    owners.get(copies),
                    owners.get(0),
                    0,
                    String.format(
                            Locale.ROOT,
                            "with %d copies partition %d has %.2f times the share of a node on %s, and %.0f %% of its reads choose any copy",
                            copies,
                            partition,
                            left,
                            owners.get(0),
                            100 * planned.readsOfAnyCopy(partition))));
        }
    }
}
