package io.foreshard.tier;

import java.io.IOException;

/** The bytes of a footer, manifest or token are not those that were written: a checksum, a length or a mark is wrong. */
final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message a sentence that names the object or file and the cure */
    DamagedException(String message) {
        super(message);
    }
}
