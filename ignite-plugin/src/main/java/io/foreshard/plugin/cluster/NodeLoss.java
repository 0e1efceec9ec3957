package io.foreshard.plugin.cluster;

import java.util.function.Supplier;
import javax.cache.CacheException;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cache.CachePartialUpdateException;
import org.apache.ignite.cluster.ClusterTopologyException;
import org.apache.ignite.transactions.TransactionRollbackException;

/** Repeats an idempotent operation when another node leaves while it runs. Thread-safe. */
public final class NodeLoss {
    private static final int ATTEMPTS = 5;

    private NodeLoss() {}

    /** Runs the operation at most five times; a failure for another reason is thrown at once. */
    public static <T> T retried(Supplier<T> operation) {
        for (int attempt = 1; ; attempt++) {
            try {
                return operation.get();
            } catch (CacheException | IgniteException e) {
                if (attempt == ATTEMPTS || !isNodeLoss(e)) {
                    throw e;
                }
                awaitTopology(e);
            }
        }
    }

    private static boolean isNodeLoss(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClusterTopologyException
                    || cause instanceof CachePartialUpdateException
                    || cause instanceof TransactionRollbackException) {
                return true;
            }
        }
        return false;
    }

    /** Waits until the cluster has agreed on the new set of nodes, if the exception has a future for that. */
    private static void awaitTopology(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClusterTopologyException topology && topology.retryReadyFuture() != null) {
                topology.retryReadyFuture().get();
                return;
            }
        }
    }
}
