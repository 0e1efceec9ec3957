package io.foreshard.prefetch;

/** A key in one cache. */
record CachedKey(String cache, Object key) {}
