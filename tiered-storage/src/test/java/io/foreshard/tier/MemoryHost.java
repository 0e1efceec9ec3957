package io.foreshard.tier;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of one cache group in memory. Thread-safe. */
final class MemoryHost implements PartitionHost {
    static final TieredGroup GROUP = new TieredGroup(0xcafe, "rows");

    private final Map<Integer, TieredPartition> partitions = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> accesses = new ConcurrentHashMap<>();
    private final AtomicInteger reservations = new AtomicInteger();
    private final Set<String> directories = ConcurrentHashMap.newKeySet();
    private volatile boolean coordinator = true;
    private volatile int evicted = -1;
    private volatile int open = -1;
    private volatile int pinned = -1;
    private volatile boolean copiesFiles;
    private volatile boolean ages = true;
    private volatile IOException checkpointFailure;

    void add(int number, TieredPartition partition) {
        partitions.put(number, partition);
    }

    void remove(int number) {
        partitions.remove(number);
    }

    void access(int number) {
        accesses.merge(number, 1, Integer::sum);
    }

    /** Refuses the reservation of a partition, as if it had just left the node. */
    void evict(int number) {
        evicted = number;
    }

    /** Declares the partition that takes new rows. */
    void takesNewRows(int number) {
        open = number;
    }

    @Override
    public boolean takesNewRows(TieredGroup group, int partition) {
        return partition == open;
    }

    /** Declares the pinned partition; -1 for none. */
    void pin(int number) {
        pinned = number;
    }

    @Override
    public boolean isPinned(TieredGroup group, int partition) {
        return partition == pinned;
    }

    void copiesFiles(boolean copies) {
        copiesFiles = copies;
    }

    void failCheckpoints(IOException failure) {
        checkpointFailure = failure;
    }

    /** Returns the reservations that were not released. */
    int reservations() {
        return reservations.get();
    }

    @Override
    public TieredGroup group(String cacheOrGroup) {
        if (!cacheOrGroup.equals(GROUP.name())) {
            throw new IllegalArgumentException("There is no group " + cacheOrGroup + ".");
        }
        return GROUP;
    }

    @Override
    public List<TieredGroup> groups() {
        return List.of(GROUP);
    }

    /** Declares whether the partitions of the group grow cold as a whole. */
    void ages(boolean groupAges) {
        ages = groupAges;
    }

    @Override
    public List<TieredGroup> ageingGroups() {
        return ages ? groups() : List.of();
    }

    @Override
    public Map<Integer, TieredPartition> partitions(TieredGroup group) {
        return new TreeMap<>(partitions);
    }

    @Override
    public long accesses(TieredGroup group, int partition) {
        return accesses.getOrDefault(partition, 0);
    }

    @Override
    public Reservation reserve(TieredGroup group, int partition) {
        if (partition == evicted) {
            return null;
        }
        reservations.incrementAndGet();
        return reservations::decrementAndGet;
    }

    @Override
    public void checkpoint() throws IOException {
        if (checkpointFailure != null) {
            throw checkpointFailure;
        }
        for (TieredPartition partition : partitions.values()) {
            partition.force();
        }
    }

    @Override
    public Optional<Boolean> hasGroup(int id) {
        return Optional.of(id == GROUP.id());
    }

    /** Declares that a cache directory is in use. */
    void use(String cacheDirectory) {
        directories.add(cacheDirectory);
    }

    @Override
    public Optional<Boolean> hasDirectory(String cacheDirectory) {
        return Optional.of(directories.contains(cacheDirectory));
    }

    /** Declares whether this node does the work of one node for all. */
    void isCoordinator(boolean is) {
        coordinator = is;
    }

    @Override
    public boolean isCoordinator() {
        return coordinator;
    }

    @Override
    public boolean isElsewhere(int group, int partition) {
        return !partitions.containsKey(partition);
    }

    @Override
    public Set<Integer> soleCopies(TieredGroup group) {
        return Set.of();
    }

    @Override
    public Optional<Set<String>> baseline() {
        return Optional.of(Set.of("consistent"));
    }

    @Override
    public NodeName node() {
        return new NodeName("node-0", "consistent", "cluster");
    }

    @Override
    public boolean copiesFiles() {
        return copiesFiles;
    }
}
