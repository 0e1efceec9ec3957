package io.foreshard.plugin.internal.page;

import io.foreshard.tier.TierListener;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.timeout.GridTimeoutObjectAdapter;

/**
 * The evictions of partitions and the builds of indexes that need a page that is damaged or missing in the store: they pause, and try again every 15 s. Before, they
 * ended the node, at each start again. Thread-safe.
 */
final class PausedTasks {
    private static final long RETRY_MILLIS = TimeUnit.SECONDS.toMillis(15);

    private final GridKernalContext context;
    private final TierListener listener;

    PausedTasks(GridKernalContext context, TierListener listener) {
        this.context = context;
        this.listener = listener;
    }

    /** The clearing of a partition is about to end with an exception: begins it again later, unless the rebalance that cleared it begins again. */
    void evictionFailed(int groupId, int number, IOException cause) {
        listener.taskPaused("The eviction of partition " + number + " of " + name(groupId), cause);
        context.timeout().addTimeoutObject(new GridTimeoutObjectAdapter(RETRY_MILLIS) {
            @Override
            public void onTimeout() {
                listener.taskResumed();
                CacheGroupContext group = context.cache().cacheGroup(groupId);
                GridDhtLocalPartition partition =
                        group == null ? null : group.topology().localPartition(number);
                if (partition != null && partition.state() != GridDhtPartitionState.MOVING) {
                    partition.clearAsync();
                }
            }
        });
    }

    /** A step of a paused task; returns whether it succeeded. */
    interface Attempt {
        boolean run();
    }

    /**
     * Waits in the thread of an index build until a page can be fetched: an index without some rows would give wrong answers. The thread must be between two
     * rows, and hold the checkpoint lock or a latch, but not both; it does not hold the checkpoint lock while it waits.
     *
     * @param holds how often the thread holds the checkpoint lock
     * @param attempt fetches the page; throws when the node stops
     */
    void awaitBuild(int groupId, int number, IOException cause, int holds, Attempt attempt) {
        IgniteCacheDatabaseSharedManager database = context.cache().context().database();
        for (int i = 0; i < holds; i++) {
            database.checkpointReadUnlock();
        }
        listener.taskPaused("The build of an index over partition " + number + " of " + name(groupId), cause);
        boolean interrupted = false;
        try {
            do {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
                interrupted |= Thread.interrupted();
            } while (!attempt.run());
        } finally {
            listener.taskResumed();
            for (int i = 0; i < holds; i++) {
                database.checkpointReadLock();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private String name(int groupId) {
        CacheGroupContext group = context.cache().cacheGroup(groupId);
        return group == null ? "cache group " + groupId : group.cacheOrGroupName();
    }
}
