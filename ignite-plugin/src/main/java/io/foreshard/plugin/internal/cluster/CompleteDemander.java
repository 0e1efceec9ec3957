package io.foreshard.plugin.internal.cluster;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.apache.ignite.internal.IgniteInternalFuture;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionDemander;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionSupplyMessage;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.processors.timeout.GridTimeoutObjectAdapter;
import org.apache.ignite.internal.util.typedef.CI1;

/**
 * Demands partitions again that were not supplied completely, or of which this node could not store a row.
 *
 * <p>Ignite's own demander takes a failed supply for a finished one ({@code RebalanceFuture.error}), owns the partition with the rows that came, and the
 * former owners evict theirs: it relies on the supplier being stopped by its failure handler. Here the partition stays in the state MOVING, and the
 * rebalance of the group begins again until it succeeds or the topology changes. Thread-safe.
 */
final class CompleteDemander extends GridDhtPartitionDemander {
    private static final long RETRY_MILLIS = 2_000;

    private final CacheGroupContext group;
    private final BiConsumer<String, Throwable> failures;
    private final AtomicReference<IgniteInternalFuture<Boolean>> retried = new AtomicReference<>();

    CompleteDemander(CacheGroupContext group, BiConsumer<String, Throwable> failures) {
        super(group);
        this.group = group;
        this.failures = failures;
    }

    @Override
    public void handleSupplyMessage(UUID supplier, GridDhtPartitionSupplyMessage message) {
        Throwable failure = message.classError() != null ? message.classError() : message.error();
        if (failure == null) {
            super.handleSupplyMessage(supplier, message);
            return;
        }
        failures.accept(group.cacheOrGroupName(), failure);
        retry(group.preloader().rebalanceFuture());
    }

    /** Begins the rebalance of the group again after a pause, and until it has begun; once for each rebalance that did not get or store all rows. */
    void retry(IgniteInternalFuture<Boolean> rebalance) {
        if (retried.getAndSet(rebalance) != rebalance) {
            schedule(rebalance);
        }
    }

    private void schedule(IgniteInternalFuture<Boolean> rebalance) {
        group.shared().time().addTimeoutObject(new GridTimeoutObjectAdapter(RETRY_MILLIS) {
            @Override
            public void onTimeout() {
                if (group.preloader().rebalanceFuture() == rebalance && isMoving()) {
                    group.preloader().forceRebalance().listen(new CI1<>() {
                        @Override
                        public void apply(IgniteInternalFuture<Boolean> forced) {
                            schedule(rebalance);
                        }
                    });
                }
            }
        });
    }

    private boolean isMoving() {
        return group.topology().localPartitions().stream()
                .anyMatch(partition -> partition.state() == GridDhtPartitionState.MOVING);
    }
}
