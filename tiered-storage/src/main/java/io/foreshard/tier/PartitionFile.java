package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/** The bytes of one partition file, below the tier. Page 0 is the header. Implementations are thread-safe. */
public interface PartitionFile {
    /** Returns the length of the file, holes included. */
    long sizeBytes() throws IOException;

    /** Returns the bytes the file system has allocated. */
    long allocatedBytes();

    /** Returns the time of the last write, milliseconds since 1970 UTC; {@link Long#MAX_VALUE} if the file does not exist before its first write. */
    long modifiedMillis();

    /**
     * Reads until the buffer is full.
     *
     * @throws IOException if the file ends before, or cannot be read
     */
    void read(ByteBuffer buffer, long position) throws IOException;

    /** Writes the whole buffer. When it fails, some bytes may be written. */
    void write(ByteBuffer buffer, long position) throws IOException;

    /** Makes all earlier writes durable. */
    void force() throws IOException;

    /**
     * Returns the blocks of a range to the file system; the range reads as zeros.
     *
     * @throws IOException if the file system cannot punch holes; parts of the range may be punched
     */
    void punch(long position, long length) throws IOException;

    /**
     * Punches pages, in ranges of neighbours.
     *
     * @throws IOException as {@link #punch(long, long)}; some pages may be punched
     */
    default void punch(BitSet pages, int pageBytes) throws IOException {
        for (int page = pages.nextSetBit(0); page >= 0; ) {
            int end = pages.nextClearBit(page);
            punch((long) page * pageBytes, (long) (end - page) * pageBytes);
            page = pages.nextSetBit(end);
        }
    }
}
