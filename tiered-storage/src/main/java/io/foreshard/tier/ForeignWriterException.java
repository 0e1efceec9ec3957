package io.foreshard.tier;

import java.io.IOException;

/** A manifest or namespace that another session writes: the partition is not offloaded, and none of its objects is deleted. */
final class ForeignWriterException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message a sentence that names the manifest, the other writer and the cure */
    ForeignWriterException(String message) {
        super(message);
    }
}
