package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The empty disk on which an image is written. Files need not be durable or in their final place before the caller says so. Thread-safe. */
public interface ImageDisk {
    /** Returns the layout of the pages of partition files of a page size. */
    PageFormat format(int pageBytes);

    /**
     * Creates an empty page file; the caller closes it.
     *
     * @throws IOException if it exists, or cannot be created
     */
    OpenFile create(ImageFile file) throws IOException;

    /**
     * Writes a small file, durably.
     *
     * @param path path below the work directory of the node, with slashes
     */
    void file(String path, ByteBuffer content) throws IOException;

    /** A page file that is being written. */
    interface OpenFile extends PartitionFile, AutoCloseable {
        @Override
        void close() throws IOException;
    }
}
