package io.foreshard.shard.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The owners and the loads of the nodes while a round is planned; each move changes them at once. Not thread-safe.
 *
 * <p>A load is relative: 1 is the share of a node in the load of all copies, in proportion to its capacity. Dimensions that are not balanced have load 0.
 */
final class PlannedState {
    private static final int DIMENSIONS = Dimension.COUNT;
    private static final Dimension[] ALL = Dimension.values();
    private final List<ServerNode> nodes;
    private final BitSet up = new BitSet();
    private final Domains domains;
    private final int[][] owners;
    private final int[][] firstOwners;
    /** The first of the owners of each partition: asked for each step that is tried, where an array for each partition costs more than the rest. */
    private final int[] primaries;

    private final BitSet large = new BitSet();
    private final BitSet changed = new BitSet();
    private final CopyLoads use;
    private final double[] total;
    private final double[] unit;
    private final double[] loads;
    private final boolean[] active = new boolean[DIMENSIONS];
    private final List<IntList> copies = new ArrayList<>();
    private final double[] bounds;
    private final double[] imbalances;
    private double copiedBytes;

    /**
     * @param known all servers; an owner that is not among them is lost
     * @param amounts load of each partition
     */
    PlannedState(List<ServerNode> known, PartitionOwners placed, List<Load> amounts, Load floors) {
        Map<String, Integer> index = new HashMap<>();
        nodes = new ArrayList<>(known);
        for (int node = 0; node < known.size(); node++) {
            index.put(known.get(node).consistentId(), node);
        }
        owners = new int[placed.partitions()][];
        use = new CopyLoads(amounts);
        total = new double[DIMENSIONS];
        for (int partition = 0; partition < owners.length; partition++) {
            owners[partition] = placed.of(partition).stream()
                    .mapToInt(id -> index.computeIfAbsent(id, this::addLost))
                    .toArray();
            for (Dimension dimension : ALL) {
                double amount = amounts.get(partition).of(dimension);
                total[dimension.ordinal()] += amount * (dimension.isUsedByBackups() ? owners[partition].length : 1);
            }
            use.measured(partition, owners[partition].length);
        }
        firstOwners = owners.clone();
        primaries = new int[owners.length];
        for (int node = 0; node < nodes.size(); node++) {
            up.set(node, nodes.get(node).state() == ServerNode.State.UP);
        }
        domains = new Domains(nodes, placed.copies());
        unit = units(floors);
        loads = new double[nodes.size() * DIMENSIONS];
        bounds = new double[nodes.size() * DIMENSIONS];
        Arrays.fill(bounds, 1);
        imbalances = new double[nodes.size()];
        nodes.forEach(node -> copies.add(new IntList()));
        double[] largestUnit = largestUnits();
        for (int partition = 0; partition < owners.length; partition++) {
            for (int d = 0; d < DIMENSIONS; d++) {
                if (use.of(partition, true, d) * largestUnit[d] > 1) {
                    large.set(partition);
                }
            }
            for (int slot = 0; slot < owners[partition].length; slot++) {
                add(partition, slot, owners[partition][slot]);
            }
        }
    }

    private double[] largestUnits() {
        double[] largest = new double[DIMENSIONS];
        for (int at = 0; at < unit.length; at++) {
            largest[at % DIMENSIONS] = Math.max(largest[at % DIMENSIONS], unit[at]);
        }
        return largest;
    }

    private int addLost(String id) {
        nodes.add(ServerNode.lost(id));
        return nodes.size() - 1;
    }

    /** Returns for each node and dimension the factor from an amount to a relative load; 0 if the dimension is not balanced. */
    private double[] units(Load floors) {
        double[] units = new double[nodes.size() * DIMENSIONS];
        for (Dimension dimension : ALL) {
            int d = dimension.ordinal();
            double capacity = nodes.stream()
                    .filter(node -> node.state() != ServerNode.State.LEAVING)
                    .mapToDouble(node -> node.capacity().of(dimension))
                    .sum();
            boolean known = nodes.stream()
                    .allMatch(node -> node.state() == ServerNode.State.LOST
                            || node.capacity().of(dimension) > 0);
            active[d] = known && total[d] > 0 && total[d] >= floors.of(dimension) * capacity;
            for (int node = 0; active[d] && node < nodes.size(); node++) {
                if (!isLost(node)) {
                    units[node * DIMENSIONS + d] =
                            capacity / total[d] / nodes.get(node).capacity().of(dimension);
                }
            }
        }
        return units;
    }

    int nodes() {
        return nodes.size();
    }

    ServerNode node(int node) {
        return nodes.get(node);
    }

    boolean isUp(int node) {
        return up.get(node);
    }

    /** Returns the nodes that are up; a copy. */
    BitSet up() {
        return (BitSet) up.clone();
    }

    boolean isLost(int node) {
        return nodes.get(node).state() == ServerNode.State.LOST;
    }

    int partitions() {
        return owners.length;
    }

    /** Returns the owners of a partition, the primary first; not to be changed. */
    int[] owners(int partition) {
        return owners[partition];
    }

    /** Returns whether a node has the primary copy of a partition. */
    boolean isPrimary(int partition, int node) {
        return primaries[partition] == node;
    }

    /** Returns whether a copy of a partition is more than the share of some node. */
    boolean isLarge(int partition) {
        return large.get(partition);
    }

    /** Returns the place of an owner among the owners of a partition. */
    int slotOf(int partition, int owner) {
        int slot = 0;
        while (owners[partition][slot] != owner) {
            slot++;
        }
        return slot;
    }

    List<String> ownerIds(int partition) {
        return Arrays.stream(owners[partition])
                .mapToObj(node -> nodes.get(node).consistentId())
                .toList();
    }

    /** Returns the partitions of which a node has a copy. */
    IntList copies(int node) {
        return copies.get(node);
    }

    boolean isActive(int dimension) {
        return active[dimension];
    }

    boolean isIdle() {
        return IntStream.range(0, DIMENSIONS).noneMatch(this::isActive);
    }

    /** Returns the relative load of a node in a dimension. */
    double load(int node, int dimension) {
        return loads[node * DIMENSIONS + dimension];
    }

    /** Returns the relative load that a copy of a partition is to a node. */
    double weight(int partition, boolean primary, int node, int dimension) {
        return use.of(partition, primary, dimension) * unit[node * DIMENSIONS + dimension];
    }

    /** Writes the relative load that a copy of a partition is to a node, in all dimensions, to an array. */
    void weights(int partition, boolean primary, int node, double[] to, int at) {
        for (int d = 0; d < DIMENSIONS; d++) {
            to[at + d] = weight(partition, primary, node, d);
        }
    }

    /** Returns the relative load that the primary copy of a partition would be to its node with a number of copies, in a dimension that readers choose copies by. */
    double primaryWeight(int partition, int copies, int dimension) {
        return use.ofPrimary(partition, copies, ALL[dimension]) * unit[primaries[partition] * DIMENSIONS + dimension];
    }

    /** Returns the share of a partition's primary copy in the load of all copies; 0 if the dimension is not balanced. */
    double share(int partition, int dimension) {
        return active[dimension] ? use.of(partition, true, dimension) / total[dimension] : 0;
    }

    double bytes(int partition) {
        return use.of(partition, true, Dimension.BYTES.ordinal());
    }

    /** Returns the bytes of all copies. */
    double bytes() {
        double sum = 0;
        for (int partition = 0; partition < owners.length; partition++) {
            sum += bytes(partition) * owners[partition].length;
        }
        return sum;
    }

    /** Returns the imbalance of a node in its worst dimension. */
    double imbalance(int node) {
        if (imbalances[node] < 0) {
            measureImbalance(node);
        }
        return imbalances[node];
    }

    private void measureImbalance(int node) {
        for (int d = 0; d < DIMENSIONS; d++) {
            imbalances[node] = Math.max(imbalances[node], imbalance(node, d));
        }
    }

    /** Returns how often a node has its share, or, if that is more, the load of its largest partition: the part of its load that moves can change. */
    double imbalance(int node, int dimension) {
        return load(node, dimension) / bound(node, dimension);
    }

    /** Returns the load of a node below which moves cannot bring it: its share, or its largest partition. */
    double bound(int node, int dimension) {
        return bounds[node * DIMENSIONS + dimension];
    }

    private double largestPartition(int node, int dimension) {
        double largest = 0;
        IntList partitions = copies.get(node);
        for (int i = 0; i < partitions.size(); i++) {
            int partition = partitions.get(i);
            largest = Math.max(largest, weight(partition, owners[partition][0] == node, node, dimension));
        }
        return largest;
    }

    /** Returns whether a node may get the copy of a slot: it is up, has no copy, and its domain has none where there are enough domains. */
    boolean mayOwn(int node, int partition, int slot) {
        return isUp(node) && !owns(node, partition) && domains.allow(node, owners[partition], slot);
    }

    /** Returns whether copies move within their failure domain only, because each domain has one of each partition. */
    boolean isConfined() {
        return domains.areConfining();
    }

    /** Returns whether failure domains let a node take copies of another one. */
    boolean mayTakeFrom(int node, int source) {
        return domains.allow(node, source);
    }

    private boolean owns(int node, int partition) {
        return contains(owners[partition], node);
    }

    private static boolean contains(int[] nodes, int node) {
        for (int owner : nodes) { // a stream costs more than the rest of the search
            if (owner == node) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a slot's owner is in the domain of an earlier owner, although there are enough domains. */
    boolean violatesDomains(int partition, int slot) {
        return domains.areViolated(owners[partition], slot);
    }

    /** Returns the bytes that the move of a copy to a node without one adds to those that are copied: negative if the copy arrived in this round and returns. */
    double addedBytes(int partition, int from, int to) {
        if (!changed.get(partition)) {
            return bytes(partition);
        }
        int[] first = firstOwners[partition];
        return bytes(partition) * ((contains(first, to) ? 0 : 1) - (contains(first, from) ? 0 : 1));
    }

    /** Returns the bytes that are copied by all moves together. */
    double copiedBytes() {
        return copiedBytes;
    }

    /** Gives the copy of a slot to another node. */
    void move(int partition, int slot, int to) {
        copiedBytes += addedBytes(partition, owners[partition][slot], to);
        own(partition);
        remove(partition, slot, owners[partition][slot]);
        owners[partition][slot] = to;
        add(partition, slot, to);
    }

    /** Exchanges the primary and the backup of a slot. */
    void switchPrimary(int partition, int slot) {
        own(partition);
        int primary = owners[partition][0];
        int backup = owners[partition][slot];
        remove(partition, 0, primary);
        remove(partition, slot, backup);
        owners[partition][0] = backup;
        owners[partition][slot] = primary;
        add(partition, 0, backup);
        add(partition, slot, primary);
    }

    /** Gives a partition one more copy; its readers choose among the copies as before. */
    void addCopy(int partition, int node) {
        int[] before = owners[partition];
        int[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = node;
        copiedBytes += bytes(partition);
        replaceOwners(partition, after);
    }

    /** Takes the last copy of a partition with backups away; its readers choose among the others as before. */
    void removeCopy(int partition) {
        replaceOwners(partition, Arrays.copyOf(owners[partition], owners[partition].length - 1));
    }

    private void replaceOwners(int partition, int[] after) {
        int[] before = owners[partition];
        for (int slot = 0; slot < before.length; slot++) {
            remove(partition, slot, before[slot]);
        }
        changed.set(partition);
        owners[partition] = after;
        use.spread(partition, after.length);
        for (int slot = 0; slot < after.length; slot++) {
            add(partition, slot, after[slot]);
        }
    }

    /** Returns the share of the reads of a partition that choose any of its copies; 0 if it is not known. */
    double readsOfAnyCopy(int partition) {
        return use.readsOfAnyCopy(partition);
    }

    private void own(int partition) {
        if (!changed.get(partition)) {
            changed.set(partition);
            owners[partition] = firstOwners[partition].clone();
        }
    }

    private void add(int partition, int slot, int node) {
        if (slot == 0) {
            primaries[partition] = node;
        }
        copies.get(node).add(partition);
        change(partition, slot, node, 1);
    }

    private void remove(int partition, int slot, int node) {
        copies.get(node).remove(partition);
        change(partition, slot, node, -1);
    }

    private void change(int partition, int slot, int node, int sign) {
        for (int d = 0; d < DIMENSIONS; d++) {
            double weight = weight(partition, slot == 0, node, d);
            int at = node * DIMENSIONS + d;
            loads[at] += sign * weight;
            if (sign > 0) {
                bounds[at] = Math.max(bounds[at], weight);
            } else if (weight > 1 && weight >= bounds[at]) {
                bounds[at] = Math.max(1, largestPartition(node, d));
            }
        }
        imbalances[node] = -1;
    }
}
