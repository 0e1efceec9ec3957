package io.foreshard.plugin.internal.cluster;

import java.lang.reflect.Field;
import java.util.function.BiConsumer;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionsExchangeFuture;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPreloader;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.PartitionsExchangeAware;
import org.apache.ignite.internal.processors.cache.persistence.DatabaseLifecycleListener;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;

/**
 * Gives each persistent cache group a {@link CompletePreloader} before its first rebalance: a partition is owned only after every row was supplied.
 *
 * <p>Its methods are called by the thread of the exchanges.
 */
public final class CompleteRebalance implements PartitionsExchangeAware {
    private final GridKernalContext context;
    private final Field field;
    private final BiConsumer<String, Throwable> failures;

    private CompleteRebalance(GridKernalContext context, Field field, BiConsumer<String, Throwable> failures) {
        this.context = context;
        this.field = field;
        this.failures = failures;
    }

    /**
     * Begins with the first exchange of a server; to be called from {@code initExtensions}.
     *
     * @param failures receives the name of a cache group and the cause when a supplier failed
     * @throws IgniteCheckedException if this Ignite does not have the field that holds the preloader of a group
     */
    public static void register(Ignite ignite, BiConsumer<String, Throwable> failures) throws IgniteCheckedException {
        GridKernalContext context = ((IgniteEx) ignite).context();
        CompleteRebalance rebalance = new CompleteRebalance(context, preloaderField(), failures);
        context.internalSubscriptionProcessor().registerDatabaseListener(new DatabaseLifecycleListener() {
            @Override
            public void onInitDataRegions(IgniteCacheDatabaseSharedManager manager) {
                context.cache().context().exchange().registerExchangeAwareComponent(rebalance);
            }
        });
    }

    private static Field preloaderField() throws IgniteCheckedException {
        try {
            Field field = CacheGroupContext.class.getDeclaredField("preldr");
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IgniteCheckedException(
                    "This Ignite does not have the field CacheGroupContext.preldr that Foreshard needs; "
                            + "use Ignite 2.17, or remove the ForeshardConfiguration from all nodes.",
                    e);
        }
    }

    /** Called when the groups of the exchange are started and none of the new ones has begun a rebalance. */
    @Override
    public void onInitBeforeTopologyLock(GridDhtPartitionsExchangeFuture exchange) {
        for (CacheGroupContext group : context.cache().cacheGroups()) {
            if (group.persistenceEnabled() && group.preloader().getClass() == GridDhtPreloader.class) {
                replace(group, new CompletePreloader(group, failures));
            }
        }
    }

    private void replace(CacheGroupContext group, GridDhtPreloader preloader) {
        try {
            field.set(group, preloader);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("The preloader of a cache group cannot be replaced.", e);
        }
    }
}
