package io.foreshard.tier;

/** An offload that failed, with the partition it failed at. */
public final class TierException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with a sentence. */
    public TierException(String message, Throwable cause) {
        super(message, cause);
    }
}
