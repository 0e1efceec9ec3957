package io.foreshard.plugin.node;

import io.foreshard.plugin.internal.file.StoredPartition;
import io.foreshard.store.ObjectStore;
import io.foreshard.tier.DiskPartitionFile;
import io.foreshard.tier.MovedPages;
import io.foreshard.tier.NodeName;
import io.foreshard.tier.PartitionHost;
import io.foreshard.tier.PartitionLocation;
import io.foreshard.tier.TierListener;
import io.foreshard.tier.TieredGroup;
import io.foreshard.tier.TieredPartition;
import io.foreshard.tier.TieredStorage;
import io.foreshard.tier.TransferSizes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tier of a stopped node: recalls one partition after the other into its file. It claims no namespace and deletes no object: the next session of the
 * node does. Not thread-safe.
 */
final class StoppedNodeTier implements PartitionHost {
    private final String folder;
    private final TieredStorage storage;
    private TieredGroup group;
    private int number;
    private TieredPartition partition;

    /** @param store store of the remote pages; stays open */
    StoppedNodeTier(String folder, ObjectStore store, String storeUri) {
        this.folder = folder;
        storage = new TieredStorage(
                this,
                store,
                storeUri,
                Runnable::run,
                Runnable::run,
                Clock.systemUTC(),
                Duration.ZERO,
                TransferSizes.defaults(),
                new TierListener() {});
    }

    /**
     * Checks that file and residency belong together.
     *
     * @throws IOException with a sentence if they do not
     */
    void check(StoredPartition stored) throws IOException {
        try (DiskPartitionFile file = DiskPartitionFile.readOnly(stored.file())) {
            storage.check(stored.location(), file, stored.format());
        }
    }

    /**
     * Recalls all pages of a partition; its file is plain when the method returns.
     *
     * @throws IOException if file and residency do not belong together
     * @throws io.foreshard.tier.TierException if the store or the file failed; the recall can be repeated
     */
    MovedPages recall(StoredPartition stored) throws IOException {
        PartitionLocation location = stored.location();
        try (DiskPartitionFile file = DiskPartitionFile.writable(stored.file())) {
            partition = storage.open(location, file, stored.format());
            group = new TieredGroup(location.group(), location.groupName());
            number = location.partition();
            try {
                MovedPages moved = storage.recall(location.groupName());
                storage.checkpointed();
                return moved;
            } finally {
                partition.close();
            }
        }
    }

    @Override
    public TieredGroup group(String cacheOrGroup) {
        return group;
    }

    @Override
    public List<TieredGroup> groups() {
        return List.of();
    }

    @Override
    public List<TieredGroup> ageingGroups() {
        return List.of();
    }

    @Override
    public Map<Integer, TieredPartition> partitions(TieredGroup any) {
        return new TreeMap<>(Map.of(number, partition));
    }

    @Override
    public long accesses(TieredGroup any, int partitionNumber) {
        return 0;
    }

    @Override
    public Reservation reserve(TieredGroup any, int partitionNumber) {
        return () -> {};
    }

    @Override
    public void checkpoint() {
        // The node does not run: no page is in memory only.
    }

    @Override
    public Optional<Boolean> hasGroup(int id) {
        return Optional.empty();
    }

    @Override
    public Optional<Boolean> hasDirectory(String cacheDirectory) {
        return Optional.empty();
    }

    @Override
    public boolean isCoordinator() {
        return false;
    }

    @Override
    public boolean isElsewhere(int any, int partitionNumber) {
        return false;
    }

    @Override
    public Set<Integer> soleCopies(TieredGroup any) {
        return Set.of();
    }

    @Override
    public Optional<Set<String>> baseline() {
        return Optional.empty();
    }

    @Override
    public NodeName node() {
        return new NodeName(folder, folder, "");
    }

    @Override
    public boolean copiesFiles() {
        return false;
    }
}
