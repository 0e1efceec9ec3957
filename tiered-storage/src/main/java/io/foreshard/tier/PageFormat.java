package io.foreshard.tier;

import java.nio.ByteBuffer;

/** The layout of the pages of a partition file: all that the tier knows of it. Implementations are immutable and thread-safe. */
public interface PageFormat {
    /** Returns the bytes of a page, a power of two from 1024 to 16384. */
    int pageBytes();

    /**
     * Returns whether a page may have its only copy in the object store. Pages that a start or an index search needs must not.
     *
     * @param page one page, in native byte order; position and limit stay as they are
     */
    boolean isOffloadable(ByteBuffer page);

    /**
     * Returns whether the bytes are page {@code number} of a file as the database wrote it, by the checksum and the number in the page. False for a
     * hole. A page that the database never wrote since it allocated it is not intact.
     *
     * @param page one page, in native byte order; position and limit stay as they are
     */
    boolean isIntact(int number, ByteBuffer page);

    /** Returns the offset in the header page of the 4 bytes with the version of the file format, in native byte order. */
    int versionOffset();

    /** Returns the offset in the header page of {@link PartitionHeader#BYTES} bytes that the database never reads or writes; 0 in a new file. */
    int tierOffset();
}
