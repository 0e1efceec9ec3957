package io.foreshard.tier;

/**
 * A failed operation of the tier. The message names the cache group and partition; the cause is the failure of the store
 * ({@link io.foreshard.store.ObjectStoreException}, with its reason) or of a file. Failures of further partitions are suppressed exceptions.
 */
public final class TierException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with a sentence that names the partition or cache group. */
    public TierException(String message, Throwable cause) {
        super(message, cause);
    }
}
