package io.foreshard.plugin.internal.file;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.plugin.internal.page.RemotePages;
import io.foreshard.store.ObjectStore;
import io.foreshard.tier.OffloadReport;
import io.foreshard.tier.PartitionActivity;
import io.foreshard.tier.PartitionFile;
import io.foreshard.tier.Tier;
import io.foreshard.tier.TierException;
import io.foreshard.tier.TierSize;
import io.foreshard.tier.TierStatistics;
import io.foreshard.tier.TieredPartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.pagemem.store.IgnitePageStoreManager;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.GridCacheSharedContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager;

/** The tier of one server: what its partition files know about their pages, and the moves between file and object store. */
public final class TieredStorage implements Tier {
    /** Partitions that leave at once: the latency of the store, not the machine, is what an offload waits for. */
    private static final int MOVERS = 8;

    private static final Pattern PARTITION_FILE = Pattern.compile("part-\\d+\\.bin");
    private static final String SYSTEM_GROUP = "ignite-sys-cache";

    private final GridKernalContext context;
    private final ObjectStore store;
    private final TierStatistics statistics = new TierStatistics();
    private final RemotePages remotePages;
    private final PageMemories memories;
    private final ExecutorService movers = Executors.newFixedThreadPool(MOVERS, task -> {
        Thread thread = new Thread(task, "foreshard-offload");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Prepares the seams; to be called from {@code initExtensions}.
     *
     * @throws IgniteCheckedException if this Ignite does not have what is needed
     */
    public TieredStorage(Ignite ignite, PageMemories memories, ObjectStore store) throws IgniteCheckedException {
        context = ((IgniteEx) ignite).context();
        this.memories = memories;
        this.store = store;
        remotePages = new RemotePages(context, movers, statistics);
        memories.fetchWith(remotePages);
    }

    /** Returns the replacement of one of Ignite's components, or null. */
    public <T> T create(Class<T> type) {
        return type == IgnitePageStoreManager.class ? type.cast(new TieredPageStoreManager(context, this)) : null;
    }

    /**
     * Checks that the partition files are ours; to be called when the node has joined.
     *
     * @throws IgniteCheckedException if they are not
     */
    public void check() throws IgniteCheckedException {
        IgnitePageStoreManager present = context.cache().context().pageStore();
        if (present == null) {
            throw new IgniteCheckedException(
                    "A storeUri needs a data region with persistence: set "
                            + "DataRegionConfiguration.persistenceEnabled, or remove the storeUri from the ForeshardConfiguration.");
        }
        if (!(present instanceof TieredPageStoreManager)) {
            throw new IgniteCheckedException("Another plugin has replaced Ignite's page store by "
                    + present.getClass().getName() + ": use one of them only.");
        }
    }

    /** Tells whether a file is one of a partition whose pages may leave: system tables stay. */
    static boolean isTiered(Path file) {
        return PARTITION_FILE.matcher(file.getFileName().toString()).matches()
                && !file.getParent().getFileName().toString().contains(SYSTEM_GROUP);
    }

    TieredPartition open(int groupId, Path file, PartitionFile io, int pageBytes) throws IOException {
        String name = file.getFileName().toString();
        int partition = Integer.parseInt(name.substring("part-".length(), name.indexOf('.')));
        Path directory = file.getParent();
        Path node = directory.getParent();
        Path tier = node.resolveSibling("tier").resolve(node.getFileName());
        Path residency = tier.resolve(directory.getFileName()).resolve("part-" + partition + ".residency");
        String prefix = prefix(groupId) + "part-" + partition + "/" + node.getFileName() + "-" + NodeId.of(tier);
        TieredPartition opened = new TieredPartition(prefix, io, residency, pageBytes, store, statistics);
        memories.partition(groupId, partition).tiered(opened);
        return opened;
    }

    RemotePages remotePages() {
        return remotePages;
    }

    @Override
    public OffloadReport offload(String cacheOrGroup, int... partitions) {
        checkpoint();
        return each(cacheOrGroup, partitions, "leave", TieredPartition::offload);
    }

    @Override
    public OffloadReport recall(String cacheOrGroup, int... partitions) {
        GridCacheSharedContext<?, ?> caches = context.cache().context();
        return each(
                cacheOrGroup,
                partitions,
                "come back",
                partition -> partition.recall(caches.snapshotMgr()::isSnapshotCreating));
    }

    /** A move of one partition; returns the pages it moved. */
    private interface Move {
        int apply(TieredPartition partition) throws IOException;
    }

    private OffloadReport each(String cacheOrGroup, int[] partitions, String verb, Move move) {
        CacheGroupContext group = group(cacheOrGroup);
        Map<Integer, TieredPartition> local = partitions(group);
        if (partitions.length > 0) {
            local.keySet().retainAll(IntStream.of(partitions).boxed().toList());
        }
        Map<Integer, Future<Integer>> running = new TreeMap<>();
        local.forEach(
                (partition, file) -> running.put(partition, movers.submit(() -> move(group, partition, file, move))));
        long pages = 0;
        TierException failure = null;
        for (Map.Entry<Integer, Future<Integer>> moved : running.entrySet()) {
            try {
                pages += moved.getValue().get();
            } catch (ExecutionException e) {
                TierException failed = new TierException(
                        "Partition " + moved.getKey() + " of " + cacheOrGroup + " could not " + verb + ": "
                                + e.getCause().getMessage() + " All its pages can be read as before; try again.",
                        e.getCause());
                if (failure == null) {
                    failure = failed;
                } else {
                    failure.addSuppressed(failed);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TierException(
                        "Interrupted; partitions of " + cacheOrGroup + " " + verb + " in the background.", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return new OffloadReport(local.size(), pages);
    }

    /** Moves one partition that stays on the node meanwhile; one that just left it has nothing to move. */
    private static int move(CacheGroupContext group, int partition, TieredPartition file, Move move)
            throws IOException {
        GridDhtLocalPartition reserved = group.topology().localPartition(partition);
        if (reserved == null || !reserved.reserve()) {
            return 0;
        }
        try {
            return move.apply(file);
        } finally {
            reserved.release();
        }
    }

    @Override
    public int deleteOrphans(String cacheOrGroup) {
        CacheGroupContext group = group(cacheOrGroup);
        int deleted = 0;
        try {
            List<String> listed = store.list(prefix(group.groupId()));
            for (TieredPartition partition : partitions(group).values()) {
                deleted += partition.deleteOrphans(listed);
            }
        } catch (IOException e) {
            throw new TierException("The orphans of " + cacheOrGroup + " could not be deleted: " + e.getMessage(), e);
        }
        return deleted;
    }

    @Override
    public Map<String, Map<Integer, PartitionActivity>> activities() {
        Map<String, Map<Integer, PartitionActivity>> activities = new HashMap<>();
        if (!context.state().publicApiActiveState(false)) {
            return activities;
        }
        for (CacheGroupContext group : context.cache().cacheGroups()) {
            if (group.persistenceEnabled() && group.config().getAffinity() instanceof BehavioralAffinityFunction) {
                Map<Integer, PartitionActivity> ofGroup = new HashMap<>();
                partitions(group)
                        .forEach((partition, file) -> ofGroup.put(
                                partition,
                                new PartitionActivity(
                                        memories.partition(group.groupId(), partition)
                                                .accesses(),
                                        file.modifiedMillis())));
                activities.put(group.cacheOrGroupName(), ofGroup);
            }
        }
        return activities;
    }

    private static String prefix(int groupId) {
        return "group-" + Integer.toHexString(groupId) + "/";
    }

    private void checkpoint() {
        try {
            ((GridCacheDatabaseSharedManager) context.cache().context().database())
                    .forceCheckpoint("cold partitions leave")
                    .futureFor(CheckpointState.FINISHED)
                    .get();
        } catch (IgniteCheckedException e) {
            throw new TierException("The checkpoint before an offload failed: " + e.getMessage(), e);
        }
    }

    /** Returns the partitions of a group that this node has, by number. */
    private Map<Integer, TieredPartition> partitions(String cacheOrGroup) {
        return partitions(group(cacheOrGroup));
    }

    private Map<Integer, TieredPartition> partitions(CacheGroupContext group) {
        Map<Integer, TieredPartition> owned = new TreeMap<>();
        memories.group(group.groupId()).forEach((partition, pages) -> {
            if (pages.tiered() != null && group.topology().localPartition(partition) != null) {
                owned.put(partition, pages.tiered());
            }
        });
        return owned;
    }

    private CacheGroupContext group(String cacheOrGroup) {
        for (CacheGroupContext group : context.cache().cacheGroups()) {
            boolean named = group.cacheOrGroupName().equals(cacheOrGroup)
                    || group.caches().stream().anyMatch(cache -> cache.name().equals(cacheOrGroup));
            if (named && group.persistenceEnabled() && !group.systemCache()) {
                return group;
            }
        }
        throw new IllegalArgumentException(
                "There is no cache or cache group '" + cacheOrGroup + "' with persistence on this node.");
    }

    @Override
    public TierStatistics statistics() {
        return statistics;
    }

    @Override
    public TierSize size(String cacheOrGroup) {
        long file = 0;
        long allocated = 0;
        long remote = 0;
        for (TieredPartition partition : partitions(cacheOrGroup).values()) {
            try {
                file += partition.sizeBytes();
            } catch (IOException e) {
                throw new TierException("The size of a partition file cannot be read: " + e.getMessage(), e);
            }
            allocated += partition.allocatedBytes();
            remote += (long) partition.remotePages() * partition.pageBytes();
        }
        return new TierSize(file, allocated, remote);
    }

    /** Lets whoever waits for the store go, and begins no more moves; to be called when the node begins to stop. */
    public void leave() {
        remotePages.stop();
        movers.shutdownNow();
    }

    /** Closes the store; to be called when the caches have stopped. */
    public void stop() {
        leave();
        store.close();
    }
}
