package io.foreshard.plugin.internal.file;

import io.foreshard.tier.Discard;
import io.foreshard.tier.Discard.Step;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
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
import org.apache.ignite.internal.processors.cache.persistence.metastorage.MetastorageLifecycleListener;
import org.apache.ignite.internal.processors.cache.persistence.metastorage.ReadWriteMetastorage;

/**
 * The start of a node in the place of whose files a copy of a cache group was discarded.
 *
 * <p>Two things would go wrong without it. Recovery would replay the write-ahead log of the old files into new ones: partitions with a few rows and the
 * update counter of all of them, which Ignite takes for complete. And at an activation Ignite lets a node own a partition that it does not have, also if no
 * other node owns it. So recovery skips the group, as it does a group without write-ahead log, and the partitions are created in the state MOVING: Ignite fills
 * them from an owner, or declares them lost. Thread-safe.
 */
public final class DiscardedGroups
        implements DatabaseLifecycleListener, MetastorageLifecycleListener, CheckpointListener {
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
     * @throws IgniteCheckedException with a sentence, if the node must not start
     */
    public static void register(Ignite ignite, PersistenceDirectory directory, Consumer<Discard> filled)
            throws IgniteCheckedException {
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
            return;
        }
        GridKernalContext context = ((IgniteEx) ignite).context();
        DiscardedGroups groups = new DiscardedGroups(context, copies, unfilled, filled);
        context.internalSubscriptionProcessor().registerDatabaseListener(groups);
        context.internalSubscriptionProcessor().registerMetastorageListener(groups);
    }

    /**
     * Called before a file of a group is opened. Recovery passes over the groups without write-ahead log, but before that Ignite refuses to start if such a group
     * may have files that a checkpoint has half written. It takes each file for one, also the configurations of the caches of a shared group: the groups are
     * added after that check.
     */
    @Override
    public synchronized void beforeBinaryMemoryRestore(IgniteCacheDatabaseSharedManager database)
            throws IgniteCheckedException {
        isRecovering = true;
        Collection<Integer> withoutLog = groupsWithoutLog(database);
        boolean isCutOff = ((GridCacheDatabaseSharedManager) database)
                .getCheckpointManager()
                .readCheckpointStatus()
                .needRestoreMemory();
        if (isCutOff) {
            startAgain(withoutLog);
        }
        unfilled.stream()
                .filter(discard -> discard.step() == Step.STARTING)
                .forEach(discard -> skipped.add(discard.groupId()));
        if (isCutOff && context.cache().context().pageStore() instanceof TieredPageStoreManager stores) {
            withoutLog.removeAll(skipped);
            stores.beforeRecords(() -> withoutLog.addAll(skipped));
        } else {
            withoutLog.addAll(skipped);
        }
    }

    /**
     * Begins the filling of groups again whose files are not consistent. Ignite logs nothing for a group of which the node owns no partition while it is filled,
     * so a checkpoint that was cut off cannot be repaired, and Ignite would ask for its maintenance mode and the deletion of the files.
     */
    private void startAgain(Collection<Integer> withoutLog) throws IgniteCheckedException {
        List<Discard> next = new ArrayList<>();
        for (Discard discard : unfilled) {
            boolean isInconsistent = discard.step() == Step.FILLING && withoutLog.contains(discard.groupId());
            next.add(isInconsistent ? startAgain(discard) : discard);
        }
        unfilled = next;
    }

    private Discard startAgain(Discard discard) throws IgniteCheckedException {
        try {
            Discard starting = copies.startAgain(discard);
            if (context.cache().context().pageStore() instanceof TieredPageStoreManager stores) {
                stores.filesMovedOut(discard.cacheDirectory());
            }
            context.log(DiscardedGroups.class)
                    .warning("The node was stopped in a checkpoint while the cache group '" + discard.group()
                            + "' was filled: its files were put aside in " + copies.files(discard)
                            + ", the other owners fill it again from the first row.");
            return starting;
        } catch (IOException e) {
            throw new IgniteCheckedException(
                    "The partly filled files of the cache group '" + discard.group() + "' could not be moved to "
                            + copies.files(discard) + ": start the node again.",
                    e);
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

    /**
     * Ends the history of the groups in the write-ahead log, before the exchange of the activation: this node must not supply others from the time before the
     * discard. That changes pages of Ignite's metastorage, so it must not be earlier. From the end of the recovery to the activation Ignite logs nothing: a page
     * that is changed then stays dirty without its snapshot in the log, the next change of it is logged as a delta only, and a recovery from the log fails.
     */
    @Override
    public synchronized void onReadyForReadWrite(ReadWriteMetastorage metastorage) {
        for (Discard discard : unfilled) {
            context.cache().context().database().lastCheckpointInapplicableForWalRebalance(discard.groupId());
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
