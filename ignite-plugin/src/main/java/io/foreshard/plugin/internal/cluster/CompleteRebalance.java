package io.foreshard.plugin.internal.cluster;

import io.foreshard.shard.throttle.MoveThrottle;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.IgniteInternalFuture;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.GridCachePreloader;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionsExchangeFuture;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPreloader;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.PartitionsExchangeAware;
import org.apache.ignite.internal.processors.cache.persistence.DatabaseLifecycleListener;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;
import org.apache.ignite.internal.util.typedef.CI1;

/**
 * Gives each cache group a {@link CompletePreloader} before its first rebalance: a partition is owned only after every row was supplied.
 *
 * <p>Its methods are called by the thread of the exchanges.
 */
public final class CompleteRebalance implements PartitionsExchangeAware {
    private final GridKernalContext context;
    private final HiddenField preloader;
    private final RebalanceFields fields = new RebalanceFields();
    private final BiConsumer<String, Throwable> failures;
    private final BooleanSupplier diskLow;
    private final MoveThrottle throttle;

    private CompleteRebalance(
            GridKernalContext context,
            BiConsumer<String, Throwable> failures,
            BooleanSupplier diskLow,
            MoveThrottle throttle)
            throws IgniteCheckedException {
        this.context = context;
        this.failures = failures;
        this.diskLow = diskLow;
        this.throttle = throttle;
        preloader = HiddenField.find(CacheGroupContext.class, "preldr");
    }

    /**
     * Begins with the first exchange of a server; to be called from {@code initExtensions}.
     *
     * @param failures receives the name of a cache group and the cause when a supplier failed; the cause is null when a rebalance ended without all rows and begins again
     * @param diskLow whether the disk of this server is nearly full, so that it must not store rows of another
     * @param throttle the pace at which rows of groups with our affinity are copied
     * @throws IgniteCheckedException if this Ignite does not have the fields that hold the preloader of a group, and the numbers and the rest of a demand
     */
    public static void register(
            Ignite ignite, BiConsumer<String, Throwable> failures, BooleanSupplier diskLow, MoveThrottle throttle)
            throws IgniteCheckedException {
        GridKernalContext context = ((IgniteEx) ignite).context();
        CompleteRebalance rebalance = new CompleteRebalance(context, failures, diskLow, throttle);
        context.internalSubscriptionProcessor().registerDatabaseListener(new DatabaseLifecycleListener() {
            @Override
            public void onInitDataRegions(IgniteCacheDatabaseSharedManager manager) {
                context.cache().context().exchange().registerExchangeAwareComponent(rebalance);
            }
        });
    }

    /** Called when the groups of the exchange are started and none of the new ones has begun a rebalance. */
    @Override
    public void onInitBeforeTopologyLock(GridDhtPartitionsExchangeFuture exchange) {
        for (CacheGroupContext group : context.cache().cacheGroups()) {
            if (group.preloader().getClass() == GridDhtPreloader.class) {
                replace(group, group.preloader());
            }
        }
    }

    private void replace(CacheGroupContext group, GridCachePreloader replaced) {
        CompletePreloader complete = new CompletePreloader(group, fields, failures, diskLow, throttle);
        preloader.set(group, complete);
        // An operation of a client that came before may wait for the start of the replaced one.
        complete.startFuture().listen(new CI1<>() {
            @Override
            public void apply(IgniteInternalFuture<Object> started) {
                replaced.onInitialExchangeComplete(started.error());
            }
        });
    }
}
