package io.foreshard.plugin.internal.file;

import io.foreshard.tier.Discard;
import io.foreshard.tier.Discard.Step;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionTopology;
import org.apache.ignite.internal.processors.cache.persistence.DatabaseLifecycleListener;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager.RestoreLogicalState;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.CheckpointListener;

/**
 * The start of a node in the place of whose files a copy of a cache group was discarded.
 *
 * <p>Two things would go wrong without it. Recovery would replay the write-ahead log of the old files into new ones: partitions with a few rows and the
 * update counter of all of them, which Ignite takes for complete. And at an activation Ignite lets a node own a partition that it does not have, also if no
 * other node owns it. So recovery skips the group, as it does a group without write-ahead log, and the partitions are created in the state MOVING: Ignite fills
 * them from an owner, or declares them lost. Thread-safe.
 */
public final class DiscardedGroups implements DatabaseLifecycleListener, CheckpointListener {
    /** Field of the groups that recovery skips; no method gives access to it. */
    private static final String GROUPS_WITHOUT_LOG = "initiallyLocWalDisabledGrps";

    private final GridKernalContext context;
    private final DiscardedCopies copies;
    private final Consumer<Discard> filled;
    private final Set<Integer> skipped = new HashSet<>();
    private List<Discard> unfilled;
    private boolean isRecovering;
    /** Whether the checkpoint under way writes a page. Only then Ignite writes its markers, and the next recovery begins behind them. */
    private boolean hasPages;

    private DiscardedGroups(
            GridKernalContext context, DiscardedCopies copies, List<Discard> unfilled, Consumer<Discard> filled) {
        this.context = context;
        this.copies = copies;
        this.unfilled = unfilled;
        this.filled = filled;
    }

    /**
     * Prepares the start of a server, before its recovery; does nothing if no copy was discarded.
     *
     * @param filled receives a discard whose partitions this node owns again
     * @return the groups that are not filled yet; empty if there are none
     * @throws IgniteCheckedException with a sentence, if the node must not start
     */
    public static Optional<DiscardedGroups> register(
            Ignite ignite, PersistenceDirectory directory, Consumer<Discard> filled) throws IgniteCheckedException {
        DiscardedCopies copies = new DiscardedCopies(directory);
        List<Discard> unfilled;
        try {
            unfilled = copies.starting();
        } catch (IOException e) {
            throw new IgniteCheckedException(
                    "The discarded copies of cache groups in " + directory.tier() + " cannot be read: "
                            + e.getMessage(),
                    e);
        }
        if (unfilled.isEmpty()) {
            return Optional.empty();
        }
        GridKernalContext context = ((IgniteEx) ignite).context();
        DiscardedGroups groups = new DiscardedGroups(context, copies, unfilled, filled);
        context.internalSubscriptionProcessor().registerDatabaseListener(groups);
        return Optional.of(groups);
    }

    /** Ends the history of the groups in the write-ahead log: this node must not supply others from the time before; to be called when the node has joined. */
    public synchronized void endHistory() {
        for (Discard discard : unfilled) {
            context.cache().context().database().lastCheckpointInapplicableForWalRebalance(discard.groupId());
        }
    }

    @Override
    public synchronized void beforeBinaryMemoryRestore(IgniteCacheDatabaseSharedManager database)
            throws IgniteCheckedException {
        isRecovering = true;
        Collection<Integer> withoutLog = groupsWithoutLog(database);
        for (Discard discard : unfilled) {
            if (discard.step() == Step.STARTING && withoutLog.add(discard.groupId())) {
                skipped.add(discard.groupId());
            }
        }
    }

    @Override
    public synchronized void afterLogicalUpdatesApplied(
            IgniteCacheDatabaseSharedManager database, RestoreLogicalState restored) throws IgniteCheckedException {
        if (!isRecovering) {
            return; // Ignite has recovered its metastorage, and no group yet
        }
        groupsWithoutLog(database).removeAll(skipped);
        for (Discard discard : unfilled) {
            CacheGroupContext group = context.cache().cacheGroup(discard.groupId());
            if (group != null) {
                beginMoving(group);
            }
        }
        ((GridCacheDatabaseSharedManager) database).addCheckpointListener(this);
    }

    /** Creates the partitions without a file; recovery may have created them in the state that the write-ahead log says. */
    private void beginMoving(CacheGroupContext group) throws IgniteCheckedException {
        for (int partition = 0; partition < group.affinity().partitions(); partition++) {
            GridDhtLocalPartition local = group.topology().forceCreatePartition(partition);
            if (!context.cache().context().pageStore().exists(group.groupId(), partition)) {
                local.restoreState(GridDhtPartitionState.MOVING);
            }
        }
    }

    @SuppressWarnings("unchecked") // the declared type of the field
    private static Collection<Integer> groupsWithoutLog(IgniteCacheDatabaseSharedManager database)
            throws IgniteCheckedException {
        try {
            Field field = GridCacheDatabaseSharedManager.class.getDeclaredField(GROUPS_WITHOUT_LOG);
            field.setAccessible(true);
            return (Collection<Integer>) field.get(database);
        } catch (ReflectiveOperationException e) {
            throw new IgniteCheckedException(
                    "This Ignite has no field " + GROUPS_WITHOUT_LOG
                            + ": a discarded copy cannot be filled again; use Ignite 2.17.",
                    e);
        }
    }

    @Override
    public synchronized void afterCheckpointEnd(Context checkpoint) throws IgniteCheckedException {
        if (!hasPages) {
            return;
        }
        List<Discard> left = new ArrayList<>();
        try {
            for (Discard discard : unfilled) {
                Discard next = discard;
                if (discard.step() == Step.STARTING) {
                    next = copies.step(discard, Step.FILLING);
                } else if (isFilled(discard.groupId())) {
                    next = copies.step(discard, Step.FILLED);
                    filled.accept(next);
                }
                if (next.step() != Step.FILLED) {
                    left.add(next);
                }
            }
        } catch (IOException e) {
            throw new IgniteCheckedException("The state of a discarded copy was not made durable.", e);
        }
        unfilled = left;
    }

    /**
     * Returns whether this node owns each partition that it has, and is not the only owner: the rows are here, and durable with the checkpoint that has
     * ended. An only owner may have got an empty partition by a reset of lost partitions.
     */
    private boolean isFilled(int groupId) {
        CacheGroupContext group = context.cache().cacheGroup(groupId);
        if (group == null) {
            return context.state().publicApiActiveState(false); // destroyed
        }
        GridDhtPartitionTopology topology = group.topology();
        return context.state().publicApiActiveState(false)
                && topology.initialized()
                && topology.localPartitions().stream().allMatch(partition -> isFilled(topology, partition));
    }

    private static boolean isFilled(GridDhtPartitionTopology topology, GridDhtLocalPartition partition) {
        return partition.state() == GridDhtPartitionState.EVICTED
                || partition.state() == GridDhtPartitionState.OWNING
                        && topology.owners(partition.id()).size() > 1;
    }

    @Override
    public void onMarkCheckpointBegin(Context checkpoint) {
        // Nothing to write.
    }

    @Override
    public synchronized void onCheckpointBegin(Context checkpoint) {
        hasPages = checkpoint.progress().currentCheckpointPagesCount() > 0;
    }

    @Override
    public void beforeCheckpointBegin(Context checkpoint) {
        // Nothing to write.
    }
}
