package io.foreshard.store;

import java.io.IOException;

/** A failed request to an object store, with the reason a caller can act on. */
public final class ObjectStoreException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why a request failed. */
    public enum Reason {
        /** There is no such object. */
        NOT_FOUND,
        /** The name is taken. */
        ALREADY_EXISTS,
        /** Somebody else replaced the object. */
        CONFLICT,
        /** The store did not answer, or not in time; trying again may help. */
        UNAVAILABLE,
        /** The answer is not what was stored. */
        CORRUPT,
        /** The store refuses these credentials. */
        DENIED
    }

    private final Reason reason;

    /** Creates an exception with a sentence that names the object. */
    public ObjectStoreException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Returns why the request failed. */
    public Reason reason() {
        return reason;
    }
}
