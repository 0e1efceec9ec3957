package io.foreshard.prefetch;

import org.apache.ignite.binary.BinaryObject;

/** The size of rows. */
public final class RowBytes {
    /** Bytes of a value of a type whose size is not known. */
    private static final int OTHER = 64;

    private RowBytes() {}

    /** Returns the bytes of a value that a cache returned in its binary form, about. */
    public static long of(Object value) {
        if (value instanceof BinaryObject object) {
            return object.size();
        }
        if (value instanceof byte[] bytes) {
            return bytes.length;
        }
        return value instanceof CharSequence text ? 2L * text.length() : OTHER;
    }
}
