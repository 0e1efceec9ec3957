package io.foreshard.prefetch;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/**
 * The reads of a prefetch queue. Implementations are thread-safe.
 *
 * @param <K> type of the keys
 */
interface Fetcher<K> {
    /** Starts to read keys and returns at once; the future fails if some of them could not be read. */
    CompletableFuture<?> fetch(Collection<K> keys);
}
