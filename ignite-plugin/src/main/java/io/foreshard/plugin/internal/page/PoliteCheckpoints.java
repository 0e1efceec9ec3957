package io.foreshard.plugin.internal.page;

import io.foreshard.tier.TierListener;
import java.lang.reflect.Field;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.cache.query.index.IndexProcessor;
import org.apache.ignite.internal.processors.cache.persistence.DatabaseLifecycleListener;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.CheckpointReadWriteLock;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.CheckpointTimeoutLock;
import org.apache.ignite.internal.util.ReentrantReadWriteLockWithTracking;
import org.apache.ignite.internal.util.worker.GridWorker;

/**
 * Replaces the locks of Ignite's checkpoints before the first checkpoint: the write lock by a {@link PoliteWriteLock}, and the read lock by an {@link
 * ObservedReadLock}. Replaces Ignite's lock of indexes by an {@link IndexLock}.
 */
final class PoliteCheckpoints implements DatabaseLifecycleListener {
    private final GridKernalContext context;
    private final FetchesUnderWay fetches;
    private final ChangedPages changed;
    private final TierListener listener;
    private final Field timeoutLock = field(CheckpointTimeoutLock.class, "checkpointReadWriteLock");
    private final Field readWriteLock = field(CheckpointReadWriteLock.class, "checkpointLock");
    private final Field delegate = field(ReentrantReadWriteLockWithTracking.class, "delegate");
    private final Field readLock = field(ReentrantReadWriteLockWithTracking.class, "readLock");
    private final Field writeLock = field(ReentrantReadWriteLockWithTracking.class, "writeLock");
    private final Field indexLock = field(IndexProcessor.class, "ddlLock");
    private volatile CheckpointReadHold hold;

    private PoliteCheckpoints(
            GridKernalContext context, FetchesUnderWay fetches, ChangedPages changed, TierListener listener)
            throws IgniteCheckedException {
        this.context = context;
        this.fetches = fetches;
        this.changed = changed;
        this.listener = listener;
    }

    /**
     * Registers the replacement; to be called from {@code initExtensions}.
     *
     * @throws IgniteCheckedException if this Ignite does not have the fields that hold the lock
     */
    static PoliteCheckpoints install(
            GridKernalContext context, FetchesUnderWay fetches, ChangedPages changed, TierListener listener)
            throws IgniteCheckedException {
        PoliteCheckpoints checkpoints = new PoliteCheckpoints(context, fetches, changed, listener);
        context.internalSubscriptionProcessor().registerDatabaseListener(checkpoints);
        return checkpoints;
    }

    /** Returns the hold of the read lock; null before Ignite has restored its binary memory. */
    CheckpointReadHold hold() {
        return hold;
    }

    /** Called by a thread that holds the read lock. */
    @Override
    public void beforeBinaryMemoryRestore(IgniteCacheDatabaseSharedManager manager) throws IgniteCheckedException {
        CheckpointTimeoutLock lock = ((GridCacheDatabaseSharedManager) manager)
                .getCheckpointManager()
                .checkpointTimeoutLock();
        try {
            CheckpointReadWriteLock outer = (CheckpointReadWriteLock) timeoutLock.get(lock);
            ReentrantReadWriteLockWithTracking tracking = (ReentrantReadWriteLockWithTracking) readWriteLock.get(outer);
            ReentrantReadWriteLock wrapped = (ReentrantReadWriteLock) delegate.get(tracking);
            PoliteWriteLock polite = new PoliteWriteLock(wrapped, fetches, this::beat, System::nanoTime, listener);
            writeLock.set(tracking, polite);
            check(tracking, polite);
            if (!(tracking.readLock() instanceof ReentrantReadWriteLockWithTracking.ReadLockWithTracking)) {
                ObservedReadLock observed = new ObservedReadLock(wrapped, changed);
                readLock.set(tracking, observed);
                hold = new CheckpointReadHold(outer, observed, changed);
            }
            if (!(indexLock.get(context.indexProcessor()) instanceof IndexLock)) {
                indexLock.set(
                        context.indexProcessor(),
                        new IndexLock(fetches, manager::checkpointReadLock, manager::checkpointReadUnlock));
            }
        } catch (IllegalAccessException e) {
            throw unsupported(e);
        }
    }

    /** Checks that the lock excludes readers, of which the current thread is one: a checkpoint that does not exclude changes would lose them. */
    private static void check(ReentrantReadWriteLockWithTracking tracking, PoliteWriteLock lock)
            throws IgniteCheckedException {
        boolean isExclusive = tracking.getReadHoldCount() > 0 && tracking.writeLock() == lock && !lock.tryLock();
        if (!isExclusive) {
            throw unsupported(null);
        }
    }

    private void beat() {
        GridWorker worker =
                context.workersRegistry().worker(Thread.currentThread().getName());
        if (worker != null) {
            worker.updateHeartbeat();
        }
    }

    private static Field field(Class<?> type, String name) throws IgniteCheckedException {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw unsupported(e);
        }
    }

    private static IgniteCheckedException unsupported(Exception cause) {
        return new IgniteCheckedException(
                "This Ignite does not have the locks of checkpoints and indexes that the tier of Foreshard needs; use Ignite 2.17, or remove "
                        + "tier.storeUri from the ForeshardConfiguration.",
                cause);
    }
}
