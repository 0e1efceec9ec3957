package io.foreshard.prefetch;

/** How a prefetch ended; each one ends exactly once. */
public enum Outcome {
    /** A key was read after it had been fetched. */
    USED,
    /** A key was read while it was fetched; the read took over. */
    LATE,
    /** It was fetched and not read within its time to live, or before the prefetches after it needed its place. Its entries are discarded from the near cache. */
    WASTED,
    /** A new action of its user made it useless before its fetch, or its prefetcher was closed. */
    CANCELLED,
    /** Its keys were read before its fetch. */
    SUPERSEDED,
    /** There was no room for it, or it waited too long. */
    DROPPED,
    /** Its fetch failed or took too long. */
    FAILED
}
