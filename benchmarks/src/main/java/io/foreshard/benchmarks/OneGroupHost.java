package io.foreshard.benchmarks;

import io.foreshard.tier.NodeName;
import io.foreshard.tier.PartitionHost;
import io.foreshard.tier.TieredGroup;
import io.foreshard.tier.TieredPartition;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A database with one partition of one cache group. Thread-safe once the partition is open. */
final class OneGroupHost implements PartitionHost {
    static final TieredGroup GROUP = new TieredGroup(1, "rows");

    private volatile TieredPartition partition;

    void open(TieredPartition opened) {
        partition = opened;
    }

    @Override
    public TieredGroup group(String cacheOrGroup) {
        return GROUP;
    }

    @Override
    public List<TieredGroup> groups() {
        return List.of(GROUP);
    }

    @Override
    public List<TieredGroup> ageingGroups() {
        return List.of();
    }

    @Override
    public Map<Integer, TieredPartition> partitions(TieredGroup group) {
        return Map.of(0, partition);
    }

    @Override
    public long accesses(TieredGroup group, int number) {
        return 0;
    }

    @Override
    public Reservation reserve(TieredGroup group, int number) {
        return () -> {};
    }

    @Override
    public void checkpoint() throws IOException {
        partition.force();
    }

    @Override
    public Optional<Boolean> hasGroup(int id) {
        return Optional.of(id == GROUP.id());
    }

    @Override
    public Optional<Boolean> hasDirectory(String cacheDirectory) {
        return Optional.of(true);
    }

    @Override
    public boolean isCoordinator() {
        return true;
    }

    @Override
    public boolean isElsewhere(int group, int number) {
        return false;
    }

    @Override
    public Set<Integer> soleCopies(TieredGroup group) {
        return Set.of();
    }

    @Override
    public Optional<Set<String>> baseline() {
        return Optional.of(Set.of("benchmark"));
    }

    @Override
    public NodeName node() {
        return new NodeName("node00", "benchmark", "cluster");
    }

    @Override
    public boolean copiesFiles() {
        return false;
    }
}
