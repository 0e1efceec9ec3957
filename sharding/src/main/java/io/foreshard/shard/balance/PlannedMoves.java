package io.foreshard.shard.balance;

import io.foreshard.shard.placement.PlacedRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** The moves of a round: changes the planned state, counts the bytes, and remembers what may not move. Not thread-safe. */
final class PlannedMoves {
    private final PlannedState planned;
    private final ClusterState state;
    private final BitSet resting = new BitSet();
    private final BitSet pinned = new BitSet();
    private final BitSet switched = new BitSet();
    /** Partitions with recent moves: asked for each step that is tried, where a look-up in the map costs more than all the rest. */
    private final BitSet movedBefore = new BitSet();

    private final Map<Integer, List<RecentMove>> recentOf = new HashMap<>();
    private final Map<Integer, List<String>> ownersBefore = new HashMap<>();
    private final List<PlacementDecision> decisions = new ArrayList<>();
    private long bytes;

    PlannedMoves(PlannedState planned, ClusterState state, PlacementLimits limits) {
        this.planned = planned;
        this.state = state;
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

    /** Returns whether a partition is in flight, or a copy of it moved in this round or a short time ago. */
    boolean isResting(int partition) {
        return resting.get(partition);
    }

    /** Returns whether an operator pinned a partition: it is not moved to balance. */
    boolean isPinned(int partition) {
        return pinned.get(partition);
    }

    /** Returns whether a node, which is no owner, had a copy of a partition within the time of no return. */
    boolean wouldReturn(int partition, int node) {
        return movedBefore.get(partition)
                && recentOf.get(partition).stream().anyMatch(move -> move.from().contains(id(node)));
    }

    /** Returns whether a backup may become the primary: not a second time in a round, nor where it was the primary within the time of no return. */
    boolean maySwitch(int partition, int backup) {
        return !switched.get(partition)
                && !(movedBefore.get(partition)
                        && recentOf.get(partition).stream()
                                .anyMatch(move -> move.from().get(0).equals(id(backup))));
    }

    /** Gives the copy of a slot to another node. */
    void move(Reason code, int partition, int slot, int to, String reason) {
        String from = id(planned.owners(partition)[slot]);
        ownersBefore.putIfAbsent(partition, state.owners().of(partition));
        resting.set(partition);
        planned.move(partition, slot, to);
        long copied = Math.round(planned.bytes(partition));
        bytes += copied;
        decisions.add(new PlacementDecision(code, partition, from, id(to), copied, reason));
    }

    /** Makes the backup of a slot the primary; no bytes are copied. */
    void switchPrimary(Reason code, int partition, int slot, String reason) {
        int primary = planned.owners(partition)[0];
        int backup = planned.owners(partition)[slot];
        ownersBefore.putIfAbsent(partition, state.owners().of(partition));
        switched.set(partition);
        planned.switchPrimary(partition, slot);
        decisions.add(new PlacementDecision(code, partition, id(primary), id(backup), 0, reason));
    }

    /** Records why something does not move. */
    void refuse(Reason code, int partition, String node, String reason) {
        decisions.add(new PlacementDecision(code, partition, node, "", 0, reason));
    }

    private String id(int node) {
        return planned.node(node).consistentId();
    }

    /** Returns the bytes copied by the moves so far. */
    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return ownersBefore.isEmpty();
    }

    List<PlacementDecision> decisions() {
        return List.copyOf(decisions);
    }

    /** Returns the new owners of each partition that moved, as a range of its own, in the order of the partitions. */
    List<PlacedRange> ranges() {
        return ownersBefore.keySet().stream()
                .sorted()
                .map(partition -> new PlacedRange(partition, 1, planned.ownerIds(partition), 0))
                .toList();
    }

    /** Returns the moves of this round. */
    List<RecentMove> recent() {
        return ownersBefore.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new RecentMove(
                        entry.getKey(), entry.getValue(), state.loads().get(entry.getKey()), state.nowMillis()))
                .toList();
    }
}
