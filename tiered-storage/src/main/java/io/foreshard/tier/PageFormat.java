package io.foreshard.tier;

import java.nio.ByteBuffer;

/** The layout of the pages of a partition file: all that the tier knows of it. Implementations are immutable and thread-safe. */
public interface PageFormat {
    /** Returns the bytes of a page. */
    int pageBytes();

    /**
     * Returns whether a page may have its only copy in the object store. Pages that a start or an index search needs must not.
     *
     * @param page one page, in native byte order; position and limit stay as they are
     */
    boolean isOffloadable(ByteBuffer page);

    /** Returns the offset in the header page of 8 bytes that the database never writes; they are 0 in a new file. */
    int identityOffset();
}
