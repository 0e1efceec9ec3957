package io.foreshard.prefetch;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Reads rows on the servers that hold them, so that their pages are in memory there; the rows are not sent. Implementations are thread-safe. */
public interface RowWarmer {
    /** Starts to read the rows of keys of a cache and returns at once; the future has the number of their bytes, and fails if some could not be read. */
    CompletableFuture<Long> warm(String cache, Set<Object> keys);
}
