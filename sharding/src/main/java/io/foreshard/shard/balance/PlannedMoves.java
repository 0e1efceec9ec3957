package io.foreshard.shard.balance;

import io.foreshard.shard.placement.PlacedRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The moves of a round: changes the planned state, and remembers what may not move. A partition may change several times while a round is planned; what counts is
 * the difference between its first and its last owners. Not thread-safe.
 */
final class PlannedMoves {
    /** Steps of a partition in a round: ends a search that would go round in a circle, because a hot partition changes the bounds of the nodes it moves between. */
    private static final int MAX_STEPS = 4;

    private final PlannedState planned;
    private final ClusterState state;
    private final BitSet resting = new BitSet();
    private final BitSet pinned = new BitSet();
    private final byte[] stepsOfRound;
    /** Partitions with recent moves: asked for each step that is tried, where a look-up in the map costs more than all the rest. */
    private final BitSet movedBefore = new BitSet();

    private final Map<Integer, List<RecentMove>> recentOf = new HashMap<>();
    /** The last step that gave a node the copy, or made it the primary, of a partition, in the order of the first steps of the partitions. */
    private final Map<Integer, Map<Integer, Step>> steps = new LinkedHashMap<>();

    private final List<PlacementDecision> refusals = new ArrayList<>();

    private record Step(Reason code, String reason) {}

    PlannedMoves(PlannedState planned, ClusterState state, PlacementLimits limits) {
        this.planned = planned;
        this.state = state;
        stepsOfRound = new byte[planned.partitions()];
        state.pinned().forEach(pinned::set);
        for (Flight flight : state.flights()) {
            resting.set(flight.firstPartition(), flight.firstPartition() + flight.partitions());
        }
        for (RecentMove move : state.recent()) {
            long age = state.nowMillis() - move.atMillis();
            List<String> now = state.owners().of(move.partition());
            boolean copied = !new HashSet<>(now).equals(new HashSet<>(move.from()));
            if (copied && age < limits.cooldown().toMillis()) {
                resting.set(move.partition());
            }
            if (age < limits.noReturn().toMillis()) {
                movedBefore.set(move.partition());
                recentOf.computeIfAbsent(move.partition(), partition -> new ArrayList<>())
                        .add(move);
            }
        }
    }

    /** Returns whether a partition is in flight, or a copy of it moved a short time ago. */
    boolean isResting(int partition) {
        return resting.get(partition);
    }

    /** Returns whether an operator pinned a partition: it is not moved to balance. */
    boolean isPinned(int partition) {
        return pinned.get(partition);
    }

    /** Returns whether a partition takes part in no exchange: it rests or is pinned. */
    boolean isFixed(int partition) {
        return isResting(partition) || isPinned(partition);
    }

    /** Returns whether the copy of a slot may move to a node. */
    boolean mayMove(int partition, int slot, int node) {
        return planned.mayOwn(node, partition, slot) && !wouldReturn(partition, node);
    }

    /** Returns whether a node, which is no owner, had a copy of a partition within the time of no return. */
    private boolean wouldReturn(int partition, int node) {
        return movedBefore.get(partition)
                && recentOf.get(partition).stream().anyMatch(move -> move.from().contains(id(node)));
    }

    /** Returns whether a backup may become the primary: not where it was the primary within the time of no return. */
    boolean maySwitch(int partition, int backup) {
        return !(movedBefore.get(partition)
                && recentOf.get(partition).stream()
                        .anyMatch(move -> move.from().get(0).equals(id(backup))));
    }

    /** Gives the copy of a slot to another node. */
    void move(Reason code, int partition, int slot, int to, String reason) {
        stepsOf(partition).put(to, new Step(code, reason));
        planned.move(partition, slot, to);
    }

    /** Makes the backup of a slot the primary; no bytes are copied. */
    void switchPrimary(Reason code, int partition, int slot, String reason) {
        stepsOf(partition).putIfAbsent(planned.owners(partition)[slot], new Step(code, reason));
        planned.switchPrimary(partition, slot);
    }

    private Map<Integer, Step> stepsOf(int partition) {
        if (++stepsOfRound[partition] == MAX_STEPS) {
            resting.set(partition);
        }
        return steps.computeIfAbsent(partition, key -> new HashMap<>());
    }

    /** Lets a partition rest for the remainder of the round. */
    void rest(int partition) {
        resting.set(partition);
    }

    /** Records why something does not move. */
    void refuse(Reason code, int partition, String node, String reason) {
        refusals.add(new PlacementDecision(code, partition, node, "", 0, reason));
    }

    private String id(int node) {
        return planned.node(node).consistentId();
    }

    /** Returns the bytes copied by the moves so far. */
    long bytes() {
        return Math.round(planned.copiedBytes());
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    /** Returns the moves in the order in which their partitions were first decided about, then the reasons why nothing more moves. */
    List<PlacementDecision> decisions() {
        List<PlacementDecision> decisions = new ArrayList<>();
        steps.forEach((partition, of) -> {
            List<String> from = state.owners().of(partition);
            List<String> to = planned.ownerIds(partition);
            List<String> given = new ArrayList<>(from);
            given.removeAll(to);
            int[] owners = planned.owners(partition);
            String primary = to.get(0);
            if (!primary.equals(from.get(0)) && from.contains(primary)) {
                Step step = of.get(owners[0]);
                decisions.add(new PlacementDecision(step.code(), partition, from.get(0), primary, 0, step.reason()));
            }
            for (int owner : owners) {
                if (!from.contains(id(owner))) {
                    Step step = of.get(owner);
                    long bytes = Math.round(planned.bytes(partition));
                    decisions.add(new PlacementDecision(
                            step.code(), partition, given.remove(0), id(owner), bytes, step.reason()));
                }
            }
        });
        decisions.addAll(refusals);
        return List.copyOf(decisions);
    }

    /** Returns the new owners of each partition that moves, as a range of its own, in the order of the partitions. */
    List<PlacedRange> ranges() {
        return changed()
                .map(partition -> state.owners().placed(partition, planned.ownerIds(partition)))
                .toList();
    }

    /** Returns the moves of this round. */
    List<RecentMove> recent() {
        return changed()
                .map(partition -> new RecentMove(
                        partition, state.owners().of(partition), state.loads().get(partition), state.nowMillis()))
                .toList();
    }

    private Stream<Integer> changed() {
        return steps.keySet().stream()
                .filter(partition -> !state.owners().of(partition).equals(planned.ownerIds(partition)))
                .sorted();
    }
}
