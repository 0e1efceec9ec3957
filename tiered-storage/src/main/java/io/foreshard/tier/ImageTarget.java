package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes the files of a node for an image. The database passes each page file once with {@link #pages} and then once with {@link #overwritten}; different
 * files may be passed at the same time. Implementations are thread-safe.
 *
 * <p>Contract: a page that the database writes after the checkpoint of the image is passed to {@link #overwritten} with its content at the checkpoint,
 * unless the write began after {@link #pages} had returned for its file, or the page was remote only at the time of the write.
 */
public interface ImageTarget {
    /**
     * The checkpoint of the image is about to begin: the checkpoint before has ended, and no page is written between this call and the begin. A later
     * call replaces an earlier one.
     */
    void begin();

    /**
     * Uploads the local pages of a file; pages may be written at the same time.
     *
     * @param content bytes of the file
     * @param bytes length of the file at the checkpoint, a multiple of the page size; 0 if the file did not exist
     * @throws IOException if the file or the store failed: the image fails
     */
    void pages(ImageFile file, PartitionFile content, long bytes) throws IOException;

    /**
     * Uploads the pages of a file that were overwritten since the checkpoint.
     *
     * @param maxPages number of these pages, or more
     * @throws IOException if the pages cannot be read, or the store failed: the image fails
     */
    void overwritten(ImageFile file, int maxPages, Pages pages) throws IOException;

    /**
     * Adds a small file.
     *
     * @param path path below the work directory of the node, with slashes
     * @throws IOException if the store failed: the image fails
     */
    void file(String path, ByteBuffer content) throws IOException;

    /** Overwritten pages of a file, in the order in which they were written. Not thread-safe. */
    @FunctionalInterface
    interface Pages {
        /**
         * Reads the next page.
         *
         * @param page receives the page, which it has room for
         * @return number of the page in the file, at least 1; -1 if there is no further page
         */
        int next(ByteBuffer page) throws IOException;
    }
}
