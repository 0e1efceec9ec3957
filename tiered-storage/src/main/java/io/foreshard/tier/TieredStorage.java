package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * The tier of one node: opens its partitions and moves their pages between partition files and the object store.
 *
 * <p>Owns the store, and no thread: moves and deletions run on the executor of the caller. Thread-safe.
 */
public final class TieredStorage implements Tier, AutoCloseable {
    private final PartitionHost host;
    private final ObjectStore store;
    private final Executor executor;
    private final TierEvents events;
    private final PartitionMoves moves;

    /**
     * Creates the tier; sends no request.
     *
     * @param executor runs moves of partitions, one task for each, and deletions; its threads are the partitions that move at once
     */
    public TieredStorage(PartitionHost host, ObjectStore store, Executor executor, TierListener listener) {
        this.host = host;
        this.store = store;
        this.executor = executor;
        events = new TierEvents(new TierStatistics(), listener);
        moves = new PartitionMoves(host, executor);
    }

    /** Returns the listener that counts events in {@link #statistics} and passes them on: for other parts of the tier. */
    public TierListener events() {
        return events;
    }

    /**
     * Opens a partition; sends no request.
     *
     * @throws IOException if its residency cannot be used: the location of its remote pages is unknown
     */
    public TieredPartition open(PartitionLocation location, PartitionFile file, PageFormat format) throws IOException {
        return new TieredPartition(location.objectPrefix(), file, location.residencyFile(), format, store, events);
    }

    /** Deletes the objects of a partition whose file was deleted, on the executor. Does not fail: failures are events. */
    public void destroyed(TieredPartition partition) {
        Collection<String> objects = List.of();
        try {
            objects = partition.destroy();
            Collection<String> dead = objects;
            if (!dead.isEmpty()) {
                executor.execute(() -> partition.delete(dead));
            }
        } catch (IOException | RejectedExecutionException e) {
            events.deleteFailed(objects.size(), e);
        }
    }

    @Override
    public MovedPages offload(String cacheOrGroup, int... partitions) {
        TieredGroup group = host.group(cacheOrGroup);
        try {
            host.checkpoint();
        } catch (IOException e) {
            throw new TierException("The checkpoint before an offload failed: " + e.getMessage(), e);
        }
        PartitionMoves.Outcome outcome = run(group, partitions, TieredPartition::offload);
        MovedPages moved = outcome.moved();
        if (moved.pages() > 0) {
            events.offloaded(group.name(), moved.partitions(), moved.pages(), moved.bytes());
        }
        throwFirst(
                group,
                outcome,
                "offloaded",
                (partition, cause) -> events.offloadFailed(group.name(), partition, cause));
        return moved;
    }

    @Override
    public MovedPages recall(String cacheOrGroup, int... partitions) {
        TieredGroup group = host.group(cacheOrGroup);
        PartitionMoves.Outcome outcome = run(group, partitions, partition -> partition.recall(host::copiesFiles));
        MovedPages moved = outcome.moved();
        if (moved.pages() > 0) {
            events.recalled(group.name(), moved.partitions(), moved.pages(), moved.bytes());
        }
        throwFirst(
                group, outcome, "recalled", (partition, cause) -> events.recallFailed(group.name(), partition, cause));
        return moved;
    }

    private PartitionMoves.Outcome run(TieredGroup group, int[] wanted, PartitionMoves.Move move) {
        Map<Integer, TieredPartition> partitions = host.partitions(group);
        if (wanted.length > 0) {
            partitions.keySet().retainAll(IntStream.of(wanted).boxed().toList());
        }
        try {
            return moves.run(group, partitions, move);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TierException(
                    "Interrupted; the partitions of " + group.name() + " are moved in the background.", e);
        }
    }

    private static void throwFirst(
            TieredGroup group, PartitionMoves.Outcome outcome, String verb, BiConsumer<Integer, Exception> event) {
        TierException first = null;
        for (Map.Entry<Integer, Exception> failure : outcome.failures().entrySet()) {
            Exception cause = failure.getValue();
            event.accept(failure.getKey(), cause);
            TierException failed = new TierException(
                    "Partition " + failure.getKey() + " of " + group.name() + " was not " + verb + ": "
                            + cause.getMessage() + " All its pages can be read as before; try again.",
                    cause);
            if (first == null) {
                first = failed;
            } else {
                first.addSuppressed(failed);
            }
        }
        if (first != null) {
            throw first;
        }
    }

    @Override
    public int deleteOrphans(String cacheOrGroup) {
        TieredGroup group = host.group(cacheOrGroup);
        int deleted = 0;
        try {
            NavigableSet<String> listed = new TreeSet<>(store.list(PartitionLocation.objectPrefix(group.id())));
            for (TieredPartition partition : host.partitions(group).values()) {
                deleted += partition.deleteOrphans(listed);
            }
        } catch (IOException e) {
            throw new TierException("The orphans of " + group.name() + " were not all deleted: " + e.getMessage(), e);
        }
        return deleted;
    }

    @Override
    public Map<String, Map<Integer, PartitionActivity>> activities() {
        Map<String, Map<Integer, PartitionActivity>> activities = new HashMap<>();
        for (TieredGroup group : host.ageingGroups()) {
            Map<Integer, PartitionActivity> ofGroup = new HashMap<>();
            host.partitions(group)
                    .forEach((number, partition) -> ofGroup.put(
                            number, new PartitionActivity(host.accesses(group, number), partition.modifiedMillis())));
            activities.put(group.name(), ofGroup);
        }
        return activities;
    }

    @Override
    public TierStatistics statistics() {
        return events.statistics();
    }

    @Override
    public TierSize size(String cacheOrGroup) {
        TieredGroup group = host.group(cacheOrGroup);
        return size(group, host.partitions(group).values());
    }

    @Override
    public Map<String, TierSize> sizes() {
        List<TieredGroup> ageing = host.ageingGroups();
        Map<String, TierSize> sizes = new HashMap<>();
        for (TieredGroup group : host.groups()) {
            Collection<TieredPartition> partitions = host.partitions(group).values();
            if (ageing.contains(group) || partitions.stream().anyMatch(partition -> partition.remotePages() > 0)) {
                sizes.put(group.name(), size(group, partitions));
            }
        }
        return sizes;
    }

    private static TierSize size(TieredGroup group, Collection<TieredPartition> partitions) {
        TierSize sum = TierSize.NONE;
        for (TieredPartition partition : partitions) {
            try {
                sum = sum.plus(partition.size());
            } catch (IOException e) {
                throw new TierException(
                        "The size of a partition file of " + group.name() + " cannot be read: " + e.getMessage(), e);
            }
        }
        return sum;
    }

    /** Closes the store; to be called when the executor runs no task and the database reads no page any more. */
    @Override
    public void close() {
        store.close();
    }
}
