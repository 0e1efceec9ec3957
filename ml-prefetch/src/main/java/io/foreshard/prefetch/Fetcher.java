package io.foreshard.prefetch;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/**
 * The reads of a prefetch queue. Implementations are thread-safe.
 *
 * @param <K> type of the keys
 */
interface Fetcher<K> {
    /** Starts to read keys and returns at once; the future has the number of bytes that were read, and fails if some keys could not be read. */
    CompletableFuture<Long> fetch(Collection<K> keys);

    /** Gives back the memory of fetched keys that were not read, unless they are in use. */
    void discard(Collection<K> keys);
}
