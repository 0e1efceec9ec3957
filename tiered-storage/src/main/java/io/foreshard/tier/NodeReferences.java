package io.foreshard.tier;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The references of one node: its open partitions, and the residencies in its logs. Thread-safe. */
final class NodeReferences implements References {
    private static final String MANIFEST = "/manifest";

    private final PartitionHost host;
    private final Residencies residencies;
    private final Map<Integer, Map<Integer, TieredPartition>> groups = new ConcurrentHashMap<>();

    NodeReferences(PartitionHost host, Residencies residencies) {
        this.host = host;
        this.residencies = residencies;
    }

    void opened(PartitionLocation location, TieredPartition partition) {
        groups.computeIfAbsent(location.group(), unused -> new ConcurrentHashMap<>())
                .put(location.partition(), partition);
    }

    /** Receives a partition. */
    interface Visitor {
        void partition(int group, int partition, TieredPartition open);
    }

    /** Passes all open partitions. */
    void forEach(Visitor visitor) {
        groups.forEach((group, open) -> open.forEach((partition, pages) -> visitor.partition(group, partition, pages)));
    }

    /** Returns an open partition; empty if it is not open, or its pages are always local. */
    Optional<TieredPartition> partition(int group, int partition) {
        return Optional.ofNullable(groups.getOrDefault(group, Map.of()).get(partition));
    }

    /** The file of a partition was deleted. */
    void destroyed(TieredPartition partition) {
        groups.values().forEach(group -> group.values().remove(partition));
    }

    @Override
    public GroupState group(int group) {
        if (!groups.getOrDefault(group, Map.of()).isEmpty()) {
            return GroupState.HERE;
        }
        Optional<Boolean> known = host.hasGroup(group);
        if (known.isEmpty()) {
            return GroupState.UNSURE;
        }
        return known.get() ? GroupState.ELSEWHERE : GroupState.GONE;
    }

    @Override
    public boolean unlessMoving(int group, int partition, Action action) throws IOException {
        TieredPartition open = groups.getOrDefault(group, Map.of()).get(partition);
        if (open != null) {
            return open.unlessMoving(action);
        }
        if (host.isElsewhere(group, partition)) {
            residencies.absent(group, partition); // a crash lost the record that the file was deleted
        }
        Set<String> names = residencies.savedNames(group, partition);
        action.run(name -> names.contains(name) || !names.isEmpty() && name.endsWith(MANIFEST));
        return true;
    }

    /** Returns the references of an open partition. */
    static Predicate<String> of(PageTable table) {
        Set<String> names = new HashSet<>(table.objectNames());
        names.addAll(table.imageObjectNames());
        boolean isRemote = table.generation() != 0;
        return name -> names.contains(name) || isRemote && name.endsWith(MANIFEST);
    }

    @Override
    public boolean mayBorrowFrom(String namespace) {
        try {
            return residencies.mayName(namespace + "/");
        } catch (IOException e) {
            return true;
        }
    }
}
