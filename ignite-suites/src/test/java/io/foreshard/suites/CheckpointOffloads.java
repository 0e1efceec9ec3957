package io.foreshard.suites;

import io.foreshard.plugin.thread.DaemonThreads;
import io.foreshard.tier.Tier;
import io.foreshard.tier.TierException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.persistence.DatabaseLifecycleListener;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager.RestoreLogicalState;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.CheckpointListener;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.CleanPages;
import org.apache.ignite.lifecycle.LifecycleBean;
import org.apache.ignite.lifecycle.LifecycleEventType;

/**
 * Offloads all cache groups of a server after each checkpoint, except after those that the offloads make, before the node stops, and in the period of {@link
 * #PERIOD}. It evicts their pages from memory then: the next access fetches them. An offload that a stopping node or a destroyed cache cuts off is counted.
 * Thread-safe.
 */
public final class CheckpointOffloads
        implements DatabaseLifecycleListener, CheckpointListener, LifecycleBean, AutoCloseable {
    /** System property with the milliseconds between two offloads, for tests during which no checkpoint is made. Unset: none. */
    static final String PERIOD = "suites.periodMillis";

    private static final String OWN_REASON = "offload of cold partitions";
    private static final long STOP_SECONDS = 10;

    private final GridKernalContext context;
    private final Tier tier;
    private final ScheduledExecutorService thread = DaemonThreads.scheduled("suite-offload");
    private final AtomicBoolean queued = new AtomicBoolean();
    private volatile boolean own;

    public CheckpointOffloads(Ignite ignite, Tier tier) {
        context = ((IgniteEx) ignite).context();
        this.tier = tier;
        SuiteFigures.add(tier.statistics());
        context.internalSubscriptionProcessor().registerDatabaseListener(this);
        LifecycleBean[] beans = context.config().getLifecycleBeans();
        LifecycleBean[] more = beans == null ? new LifecycleBean[1] : Arrays.copyOf(beans, beans.length + 1);
        more[more.length - 1] = this;
        context.config().setLifecycleBeans(more);
    }

    @Override
    public void afterInitialise(IgniteCacheDatabaseSharedManager manager) {
        listen(manager);
    }

    @Override
    public void afterLogicalUpdatesApplied(IgniteCacheDatabaseSharedManager manager, RestoreLogicalState state) {
        listen(manager);
    }

    /** Ignite forgets its listeners when the cluster is deactivated; a listener that is added twice is called once. */
    private void listen(IgniteCacheDatabaseSharedManager manager) {
        if (manager instanceof GridCacheDatabaseSharedManager database && database.getCheckpointManager() != null) {
            database.addCheckpointListener(this);
        }
    }

    @Override
    public void onMarkCheckpointBegin(Context checkpoint) {
        own = OWN_REASON.equals(checkpoint.progress().reason());
    }

    @Override
    public void onCheckpointBegin(Context checkpoint) {}

    @Override
    public void beforeCheckpointBegin(Context checkpoint) {}

    @Override
    public void afterCheckpointEnd(Context checkpoint) {
        if (!own && queued.compareAndSet(false, true)) {
            try {
                thread.execute(this::offload);
            } catch (RejectedExecutionException e) {
                // the node stops
            }
        }
    }

    private void offload() {
        queued.set(false);
        if (!context.state().publicApiActiveState(false)) {
            return;
        }
        List<CacheGroupContext> groups = context.cache().cacheGroups().stream()
                .filter(group -> group.persistenceEnabled() && !group.systemCache())
                .toList();
        for (CacheGroupContext group : groups) {
            try {
                SuiteFigures.offloaded(tier.offload(group.cacheOrGroupName()).pages());
                CleanPages.evict(group.dataRegion().pageMemory(), group.groupId());
            } catch (TierException | IllegalArgumentException | IgniteCheckedException e) {
                SuiteFigures.offloadFailed(e);
            }
        }
    }

    /** Begins the periodic offloads after the start, and offloads before the stop; an offload that takes longer than 10 s, as one whose checkpoint a test blocks, is cut off by it. */
    @Override
    public void onLifecycleEvent(LifecycleEventType event) {
        Long periodMillis = Long.getLong(PERIOD);
        if (event == LifecycleEventType.AFTER_NODE_START && periodMillis != null) {
            thread.scheduleWithFixedDelay(this::offload, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
        }
        if (event != LifecycleEventType.BEFORE_NODE_STOP) {
            return;
        }
        try {
            thread.submit(this::offload).get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            SuiteFigures.offloadFailed(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
