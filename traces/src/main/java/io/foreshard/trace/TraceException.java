package io.foreshard.trace;

import java.io.IOException;

/** The failure to read a trace; its message is a sentence for the user. */
public final class TraceException extends IOException {
    private static final long serialVersionUID = 1L;

    TraceException(String message) {
        super(message);
    }

    TraceException(String message, Throwable cause) {
        super(message, cause);
    }
}
