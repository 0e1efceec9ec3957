package io.foreshard.plugin.internal.page;

import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.failure.FailureContext;
import org.apache.ignite.failure.FailureHandler;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.GridKernalContextImpl;
import org.apache.ignite.internal.processors.cache.persistence.DatabaseLifecycleListener;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.failure.FailureProcessor;
import org.apache.ignite.internal.util.typedef.X;

/**
 * Ignite's failure processor, which does not take a page that the object store did not deliver for a failure of the node: the operation fails, and nothing
 * else. Thread-safe.
 */
final class PageFailureProcessor extends FailureProcessor {
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
        boolean isUnavailable =
                X.hasCause(failure.error(), UnavailablePageException.class, UnavailableRowException.class);
        return !isUnavailable && super.process(failure, handler);
    }
}
