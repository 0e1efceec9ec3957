package io.foreshard.tier;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** The place of the segments of one {@link ResidencyLog}. Implementations are thread-safe. */
public interface LogDirectory {
    /** Returns the numbers of the segments in ascending order; empty if there are none. */
    List<Integer> segments() throws IOException;

    /** Creates an empty segment; that it exists is durable when the method returns. */
    Segment create(int number) throws IOException;

    /** Returns the length of a segment in bytes. */
    long bytes(int number) throws IOException;

    /** Returns the content of a segment; the caller closes the stream. */
    InputStream read(int number) throws IOException;

    /** Deletes a segment; that it is gone is durable when the method returns. An absent one is no error. */
    void delete(int number) throws IOException;

    /** A segment that is written from its begin to its end. */
    interface Segment {
        /** Appends the whole buffer. When it fails, some bytes may be written: the segment must not be used any more. */
        void append(ByteBuffer bytes) throws IOException;

        /** Makes all appended bytes durable. */
        void force() throws IOException;

        /** Closes the file; does not fail. */
        void close();
    }
}
