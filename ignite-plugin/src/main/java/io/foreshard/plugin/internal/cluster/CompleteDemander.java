package io.foreshard.plugin.internal.cluster;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionDemander;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionSupplyMessage;
import org.apache.ignite.internal.processors.timeout.GridTimeoutObjectAdapter;

/**
 * Demands partitions again from a supplier that failed.
 *
 * <p>Ignite's own demander takes a failed supply for a finished one ({@code RebalanceFuture.error}), owns the partition with the rows that came, and the
 * former owners evict theirs: it relies on the supplier being stopped by its failure handler. Here the partition stays in the state MOVING, and the
 * rebalance of the group begins again until it succeeds or the topology changes. Thread-safe.
 */
final class CompleteDemander extends GridDhtPartitionDemander {
    private static final long RETRY_MILLIS = 2_000;

    private final CacheGroupContext group;
    private final BiConsumer<String, Throwable> failures;
    private final AtomicBoolean isRetryDue = new AtomicBoolean();

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
        if (isRetryDue.compareAndSet(false, true)) {
            group.shared().time().addTimeoutObject(new GridTimeoutObjectAdapter(RETRY_MILLIS) {
                @Override
                public void onTimeout() {
                    isRetryDue.set(false);
                    group.preloader().forceRebalance();
                }
            });
        }
    }
}
