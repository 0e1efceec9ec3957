package io.foreshard.plugin.internal.page;

import org.apache.ignite.IgniteCheckedException;

/** A fetch that a thread does before it accesses or latches its next page, when it holds no latch. */
@FunctionalInterface
interface NextFetch {
    /** Fetches; on failure throws, or waits for the store if a change has begun. */
    void run() throws IgniteCheckedException;
}
