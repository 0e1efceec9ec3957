package io.foreshard.plugin.internal.placement;

import java.time.Duration;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.cache.GridCacheEntryEx;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionTopology;
import org.apache.ignite.internal.processors.cache.persistence.CacheDataRow;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.CheckpointProgress;
import org.apache.ignite.internal.util.lang.GridIterator;
import org.awaitility.Awaitility;

/** The copy of a partition on a server of this JVM. */
record ServerCopy(Ignite server, int partition) {
    static final String TABLE = "table";
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Locks the row that is deleted after a number of others, so that the deletion of rows waits there. */
    GridCacheEntryEx holdRow(int deleted) throws IgniteCheckedException {
        GridIterator<CacheDataRow> rows = context().offheap().partitionIterator(partition);
        for (int i = 0; i < deleted; i++) {
            rows.nextX();
        }
        GridCacheEntryEx held = context().dht().entryEx(rows.nextX().key());
        held.lockEntry();
        return held;
    }

    /** Awaits that rows are deleted, and that a number of them is left. */
    void awaitClearing(long left) {
        Awaitility.await().atMost(PATIENCE).until(() -> rows() == left && get().isClearing());
    }

    void awaitNotClearing() {
        Awaitility.await().atMost(PATIENCE).until(() -> !get().isClearing());
    }

    void await(GridDhtPartitionState state) {
        Awaitility.await().atMost(PATIENCE).until(() -> state() == state);
    }

    GridDhtPartitionState state() {
        GridDhtLocalPartition copy = get();
        return copy == null ? null : copy.state();
    }

    /** Returns the number of rows. */
    long rows() {
        return get().fullSize();
    }

    long updateCounter() {
        return get().updateCounter();
    }

    private GridDhtLocalPartition get() {
        return topology().localPartition(partition);
    }

    GridDhtPartitionTopology topology() {
        return context().topology();
    }

    GridCacheContext<?, ?> context() {
        return ((IgniteEx) server).context().cache().internalCache(TABLE).context();
    }

    CheckpointProgress startCheckpoint() {
        return context().shared().database().forceCheckpoint("test");
    }

    /** Ends a checkpoint of the server. */
    void checkpoint() throws IgniteCheckedException {
        startCheckpoint().futureFor(CheckpointState.FINISHED).get();
    }
}
