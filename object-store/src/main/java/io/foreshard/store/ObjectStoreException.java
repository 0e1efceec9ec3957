package io.foreshard.store;

import java.io.IOException;

/** A failed call of an object store, with a reason the caller can act on. Its message is one sentence that names the object. */
public final class ObjectStoreException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The reason of a failed call. Only {@link #UNAVAILABLE} may succeed when the same call is sent again. */
    public enum Reason {
        /** No object has this name. */
        NOT_FOUND,
        /** An object with this name exists; it is unchanged. */
        ALREADY_EXISTS,
        /** The object does not have the expected version; it is unchanged. */
        CONFLICT,
        /** The store failed, or did not answer in time. A write may have been executed. */
        UNAVAILABLE,
        /** The object is shorter than the range, or the answer is not the range. */
        CORRUPT,
        /** The store refuses the credentials, or there are none. */
        DENIED,
        /** The store does not implement the call, such as a conditional write. Nothing was executed. */
        UNSUPPORTED
    }

    private final Reason reason;

    /**
     * Creates an exception.
     *
     * @param message a sentence that names the object and holds no secret and no content
     * @param cause the underlying failure, or null
     */
    public ObjectStoreException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Returns the reason of the failure. */
    public Reason reason() {
        return reason;
    }
}
