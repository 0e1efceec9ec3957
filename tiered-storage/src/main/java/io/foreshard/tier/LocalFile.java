package io.foreshard.tier;

import java.io.IOException;

/** A small local file that is read and replaced as a whole. Implementations are thread-safe. */
interface LocalFile {
    /** Returns the content, null if there is no file. */
    byte[] read() throws IOException;

    /** Replaces the content. It is durable when the method returns; when it fails, the file has the old content or the new. */
    void replace(byte[] content) throws IOException;
}
