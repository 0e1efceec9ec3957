package io.foreshard.plugin.internal.page;

import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.failure.FailureContext;
import org.apache.ignite.failure.FailureHandler;
import org.apache.ignite.failure.FailureType;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.GridKernalContextImpl;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.PartitionsEvictManager;
import org.apache.ignite.internal.processors.cache.persistence.DatabaseLifecycleListener;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.failure.FailureProcessor;
import org.apache.ignite.internal.util.typedef.X;
import org.apache.ignite.internal.util.typedef.internal.LT;

/**
 * Ignite's failure processor, which does not take a page that the object store did not deliver for a failure of the node: the operation fails, and nothing
 * else. Thread-safe.
 */
final class PageFailureProcessor extends FailureProcessor {
    /** A part of the name of each thread of Ignite's striped executors. */
    private static final String STRIPE = "stripe-";

    private static final String EVICTIONS = PartitionsEvictManager.class.getName() + "$";

    private PageFailureProcessor(GridKernalContext context) {
        super(context);
    }

    /** Registers the replacement of Ignite's failure processor before the trees, which keep a reference to it, are opened. */
    static void install(GridKernalContext context) {
        context.internalSubscriptionProcessor().registerDatabaseListener(new DatabaseLifecycleListener() {
            @Override
            public void onInitDataRegions(IgniteCacheDatabaseSharedManager manager) throws IgniteCheckedException {
                PageFailureProcessor processor = new PageFailureProcessor(context);
                processor.start();
                ((GridKernalContextImpl) context).add(processor, false);
            }
        });
    }

    /** The method that each failure passes. */
    @Override
    public boolean process(FailureContext failure, FailureHandler handler) {
        Throwable unavailable = unavailable(failure.error());
        if (unavailable == null || !isOfOneOperation(failure)) {
            return super.process(failure, handler);
        }
        LT.warn(log, "An operation failed: " + unavailable.getMessage());
        return false;
    }

    /** Returns the exception with the sentence: those around it may say that a tree is corrupted. */
    private static Throwable unavailable(Throwable failure) {
        Throwable page = X.cause(failure, UnavailablePageException.class);
        return page != null ? page : X.cause(failure, UnavailableRowException.class);
    }

    /** Returns whether the node works on as before: a worker that has ended does not, but a stripe and an eviction report each failed task as their end. */
    private static boolean isOfOneOperation(FailureContext failure) {
        return failure.type() != FailureType.SYSTEM_WORKER_TERMINATION
                || Thread.currentThread().getName().contains(STRIPE)
                || isEviction();
    }

    /** Returns whether this thread runs the eviction of one partition, which {@link PausedTasks} begins again. */
    private static boolean isEviction() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(EVICTIONS)));
    }
}
