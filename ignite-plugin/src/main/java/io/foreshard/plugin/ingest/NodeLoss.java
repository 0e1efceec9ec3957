package io.foreshard.plugin.ingest;

import java.util.function.Supplier;
import javax.cache.CacheException;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cache.CachePartialUpdateException;
import org.apache.ignite.cluster.ClusterTopologyException;
import org.apache.ignite.transactions.TransactionRollbackException;

/** Repeats an idempotent operation when another node left while it ran. */
final class NodeLoss {
    private static final int ATTEMPTS = 5;

    private NodeLoss() {}

    /** Runs the operation; whatever is not the loss of another node comes out at once. */
    static <T> T retried(Supplier<T> operation) {
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

    static boolean isNodeLoss(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClusterTopologyException
                    || cause instanceof CachePartialUpdateException
                    || cause instanceof TransactionRollbackException) {
                return true;
            }
        }
        return false;
    }

    /** Waits until the cluster has agreed on the new set of nodes, where Ignite offers it. */
    private static void awaitTopology(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClusterTopologyException topology && topology.retryReadyFuture() != null) {
                topology.retryReadyFuture().get();
                return;
            }
        }
    }
}
