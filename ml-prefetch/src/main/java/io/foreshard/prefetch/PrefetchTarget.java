package io.foreshard.prefetch;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/** The place that becomes warm when keys are fetched. */
public interface PrefetchTarget {
    /** Starts to fetch keys and returns at once; the future fails if none or only some of them could be had. */
    CompletableFuture<?> fetch(Collection<?> keys);
}
