package io.foreshard.plugin.internal.cluster;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionDemander.RebalanceFuture;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionsExchangeFuture;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.processors.timeout.GridTimeoutObjectAdapter;
import org.apache.ignite.internal.util.lang.GridPlainRunnable;

/**
 * Begins the rebalance of a cache group again after one that ended without all rows: after 2 s, and after twice the time for each further one, up to 15 s.
 * Thread-safe.
 */
final class RebalanceRepeats {
    private static final long FIRST_MILLIS = TimeUnit.SECONDS.toMillis(2);
    private static final long LAST_MILLIS = TimeUnit.SECONDS.toMillis(15);

    private final CacheGroupContext group;
    private final GridKernalContext context;
    private final Supplier<GridDhtPartitionsExchangeFuture> exchange;
    private final Runnable listener;
    private volatile long millis = FIRST_MILLIS;

    /**
     * @param exchange returns the last exchange that may have changed the owners
     * @param listener called before each repetition
     */
    RebalanceRepeats(CacheGroupContext group, Supplier<GridDhtPartitionsExchangeFuture> exchange, Runnable listener) {
        this.group = group;
        this.context = group.shared().kernalContext();
        this.exchange = exchange;
        this.listener = listener;
    }

    /** A rebalance got all rows. */
    void reset() {
        millis = FIRST_MILLIS;
    }

    /** A rebalance ended without all rows. */
    void begin(RebalanceFuture rebalance) {
        context.timeout().addTimeoutObject(new GridTimeoutObjectAdapter(millis) {
            @Override
            public void onTimeout() {
                context.closure().runLocalSafe((GridPlainRunnable) () -> repeat(rebalance));
            }
        });
    }

    private void repeat(RebalanceFuture rebalance) {
        if (isNeeded(rebalance)) {
            millis = Math.min(LAST_MILLIS, 2 * millis);
            listener.run();
            GridDhtPartitionsExchangeFuture last = exchange.get();
            group.shared().exchange().forceReassign(last.exchangeId(), last); // does nothing in front of an exchange
            begin(rebalance);
        }
    }

    /** Returns whether the group exists, the rebalance is its last one, and this node still needs rows. */
    private boolean isNeeded(RebalanceFuture rebalance) {
        return !context.isStopping()
                && context.cache().cacheGroup(group.groupId()) == group
                && group.rebalanceEnabled()
                && group.preloader().rebalanceFuture() == rebalance
                && group.topology().localPartitions().stream()
                        .anyMatch(partition -> partition.state() == GridDhtPartitionState.MOVING);
    }
}
