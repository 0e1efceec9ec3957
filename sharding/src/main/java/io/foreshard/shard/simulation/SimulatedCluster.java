package io.foreshard.shard.simulation;

import io.foreshard.shard.balance.Load;
import io.foreshard.shard.balance.PartitionOwners;
import io.foreshard.shard.balance.PlacementPlan;
import io.foreshard.shard.balance.RecentMove;
import io.foreshard.shard.balance.ServerNode;
import io.foreshard.shard.balance.ServerNode.State;
import io.foreshard.shard.placement.PlacedRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The nodes and the owners of a simulated cluster. One change of the owners at a time: the partitions of a change are served by their old owners until all bytes
 * are copied. Checks each change. Not thread-safe.
 */
final class SimulatedCluster {
    /** Duration of the two exchanges of a change. */
    private static final long EXCHANGE_MILLIS = 2_000;

    private final Scenario scenario;
    private final Load capacity;
    private final long[] bytes;
    private final Map<String, ServerNode> nodes = new LinkedHashMap<>();
    private final List<List<String>> owners = new ArrayList<>();
    private final Map<Integer, List<String>> ownersBefore = new HashMap<>();
    private List<RecentMove> recent = List.of();
    private long version;
    private long moveEndsMillis;
    private long copiedBytes;

    SimulatedCluster(Scenario scenario, Load capacity, long[] bytes, Random random) {
        this.scenario = scenario;
        this.capacity = capacity;
        this.bytes = bytes.clone();
        for (int node = 0; node < scenario.nodes(); node++) {
            join();
        }
        List<String> ids = new ArrayList<>(nodes.keySet());
        for (int partition = 0; partition < scenario.partitions(); partition++) {
            owners.add(randomOwners(ids, random));
        }
    }

    /** Returns owners in different domains where there are enough, as rendezvous hashing with a filter of backups gives them. */
    private List<String> randomOwners(List<String> ids, Random random) {
        List<String> chosen = new ArrayList<>();
        Set<String> domains = new HashSet<>();
        boolean enough = scenario.domains() >= scenario.copies();
        while (chosen.size() < scenario.copies()) {
            String id = ids.get(random.nextInt(ids.size()));
            if (!chosen.contains(id) && (!enough || domains.add(nodes.get(id).domain()))) {
                chosen.add(id);
            }
        }
        return List.copyOf(chosen);
    }

    void apply(Fault fault) {
        String id = "n" + fault.node();
        switch (fault.kind()) {
            case LOSS -> lose(id);
            case JOIN -> join();
            case LEAVE -> nodes.computeIfPresent(id, (key, node) -> inState(node, State.LEAVING));
            case SLOW, OLD_LOADS -> {}
        }
    }

    /** Removes a node; partitions that are moving to it stay with their old owners. */
    private void lose(String id) {
        nodes.remove(id);
        for (Map.Entry<Integer, List<String>> move : Map.copyOf(ownersBefore).entrySet()) {
            if (owners.get(move.getKey()).contains(id) && !move.getValue().contains(id)) {
                owners.set(move.getKey(), move.getValue());
                ownersBefore.remove(move.getKey());
            }
        }
    }

    private void join() {
        int number = nodes.keySet().stream()
                        .mapToInt(id -> Integer.parseInt(id.substring(1)))
                        .max()
                        .orElse(-1)
                + 1;
        String id = "n" + number;
        nodes.put(id, new ServerNode(id, capacity, "d" + number % scenario.domains(), State.UP));
    }

    private static ServerNode inState(ServerNode node, State state) {
        return new ServerNode(node.consistentId(), node.capacity(), node.domain(), state);
    }

    /** Returns the nodes that are not lost; those that are slow at a time are unknown. */
    List<ServerNode> nodes(long millis) {
        return nodes.values().stream()
                .map(node -> isSlow(node.consistentId(), millis) && node.state() == State.UP
                        ? inState(node, State.UNKNOWN)
                        : node)
                .toList();
    }

    private boolean isSlow(String id, long millis) {
        return scenario.faults().stream()
                .anyMatch(fault ->
                        fault.kind() == Fault.Kind.SLOW && fault.isActive(millis) && id.equals("n" + fault.node()));
    }

    /** Returns the owners as they are when the move in flight is done; a copy. */
    PartitionOwners owners() {
        return PartitionOwners.copyOf(owners, scenario.copies());
    }

    /** Returns the owners that serve a partition now, the primary first; none if all are lost. */
    List<String> serving(int partition) {
        return ownersBefore.getOrDefault(partition, owners.get(partition)).stream()
                .filter(nodes::containsKey)
                .toList();
    }

    long version() {
        return version;
    }

    List<RecentMove> recent() {
        return recent;
    }

    long copiedBytes() {
        return copiedBytes;
    }

    /** Returns whether a move is in flight; ends one that is done. */
    boolean isMoving(long millis) {
        if (millis >= moveEndsMillis) {
            ownersBefore.clear();
        }
        return millis < moveEndsMillis;
    }

    /** Carries out a plan, if it was made for this version and no move is in flight. */
    boolean tryPlace(long plannedVersion, PlacementPlan plan, long millis) {
        if (plannedVersion != version || isMoving(millis)) {
            return false;
        }
        Map<String, Long> received = new HashMap<>();
        for (PlacedRange range : plan.ranges()) {
            for (int partition = range.firstPartition(); partition <= range.lastPartition(); partition++) {
                check(partition, range.owners(), millis);
                for (String owner : range.owners()) {
                    if (!owners.get(partition).contains(owner)) {
                        received.merge(owner, bytes[partition], Long::sum);
                    }
                }
                ownersBefore.put(partition, owners.get(partition));
                owners.set(partition, range.owners());
            }
        }
        long slowest = 0;
        for (Map.Entry<String, Long> entry : received.entrySet()) {
            long factor = isSlow(entry.getKey(), millis) ? 10 : 1;
            slowest = Math.max(slowest, entry.getValue() * factor * 1_000 / Scenario.BYTES_PER_SECOND);
            copiedBytes += entry.getValue();
        }
        moveEndsMillis = millis + EXCHANGE_MILLIS + slowest;
        recent = plan.recent();
        version++;
        return true;
    }

    /** Throws if new owners lose the last copy, repeat an owner, change the number of copies or name a node that may not get a copy. */
    private void check(int partition, List<String> to, long millis) {
        List<String> from = owners.get(partition);
        boolean sourceAlive = from.stream().anyMatch(nodes::containsKey);
        boolean targetsUp = to.stream().filter(owner -> !from.contains(owner)).allMatch(owner -> nodes(millis).stream()
                .anyMatch(node -> node.consistentId().equals(owner) && node.state() == State.UP));
        if (to.size() != from.size() || new HashSet<>(to).size() < to.size() || !sourceAlive || !targetsUp) {
            throw new IllegalStateException("Scenario " + scenario + ": partition " + partition + " moves from " + from
                    + " to " + to + " while the nodes are " + nodes.keySet() + ".");
        }
    }
}
