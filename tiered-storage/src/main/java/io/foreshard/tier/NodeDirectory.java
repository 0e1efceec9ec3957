package io.foreshard.tier;

import java.io.IOException;
import java.util.List;

/** The directory of the tier on one node, beside its partition files. Implementations are thread-safe; two that are equal are the same directory. */
public interface NodeDirectory {
    /** Returns the name of the node's persistence directory, with characters that object names may have. */
    String nodeName();

    /**
     * Returns the content of a small file, here or in a directory below.
     *
     * @return null if there is no such file
     */
    byte[] read(String name) throws IOException;

    /** Replaces a small file, here or in a directory below, as a whole; the new content is durable when the method returns, and a crash leaves the old one or the new one. */
    void replace(String name, byte[] content) throws IOException;

    /** Returns the names of the directories in a directory, in ascending order; empty if it does not exist. */
    List<String> list(String name) throws IOException;

    /** Returns the cache directories that have a residency log. */
    List<String> logs() throws IOException;

    /** Returns the place of the residency log of a cache group; nothing is created. */
    LogDirectory log(String cacheDirectory);
}
