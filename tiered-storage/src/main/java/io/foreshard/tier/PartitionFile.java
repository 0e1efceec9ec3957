package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of one partition file, below the tier. Page 0 is the header. Thread-safe. */
public interface PartitionFile {
    /** Returns the length of the file, holes included. */
    long sizeBytes() throws IOException;

    /** Returns the bytes the file system has allocated. */
    long allocatedBytes();

    /** Returns when the file was written last, milliseconds since 1970 UTC. */
    long modifiedMillis();

    /** Reads until the buffer is full. */
    void read(ByteBuffer buffer, long position) throws IOException;

    /** Writes the whole buffer. */
    void write(ByteBuffer buffer, long position) throws IOException;

    /** Makes what was written durable. */
    void force() throws IOException;

    /**
     * Gives a range back to the file system; it reads as zeros.
     *
     * @throws IOException if the file system cannot punch holes
     */
    void punch(long position, long length) throws IOException;
}
