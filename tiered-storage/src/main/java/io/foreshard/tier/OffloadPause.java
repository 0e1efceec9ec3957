package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import java.util.Optional;

/**
 * The pause of automatic offloads while the store does not answer: begins with an offload that failed for this reason, and ends with the first answer to a trial.
 * An offload that failed costs a checkpoint, a trial costs one request. Thread-safe.
 */
final class OffloadPause {
    private final ObjectStore store;
    private final TierListener listener;
    private volatile String reason;

    OffloadPause(ObjectStore store, TierListener listener) {
        this.store = store;
        this.listener = listener;
    }

    /** Returns why offloads are paused, as a sentence; empty if they are not. */
    Optional<String> reason() {
        return Optional.ofNullable(reason).map(cause -> "Automatic offloads are paused: " + cause);
    }

    /** An offload failed. */
    void failed(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ObjectStoreException known && isNoAnswer(known)) {
                begin(known);
                return;
            }
        }
    }

    private synchronized void begin(ObjectStoreException cause) {
        if (reason == null) {
            reason = cause.getMessage();
            listener.offloadsPaused(cause);
        }
    }

    /** Returns whether offloads may run; sends a request if they are paused. */
    boolean mayOffload() {
        if (reason == null) {
            return true;
        }
        try {
            store.read(NodeSpace.STORE_OBJECT);
        } catch (ObjectStoreException e) {
            if (isNoAnswer(e)) {
                return false;
            }
        }
        end();
        return true;
    }

    private synchronized void end() {
        if (reason != null) {
            reason = null;
            listener.offloadsResumed();
        }
    }

    private static boolean isNoAnswer(ObjectStoreException failure) {
        return failure.reason() == Reason.UNAVAILABLE || failure.reason() == Reason.DENIED;
    }
}
