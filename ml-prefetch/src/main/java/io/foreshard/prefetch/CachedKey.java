package io.foreshard.prefetch;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A key in one cache. */
record CachedKey(String cache, Object key) {
    /** Returns keys by the names of their caches. */
    static Map<String, Set<Object>> byCache(Collection<CachedKey> keys) {
        Map<String, Set<Object>> byCache = new HashMap<>();
        keys.forEach(key ->
                byCache.computeIfAbsent(key.cache, cache -> new HashSet<>()).add(key.key));
        return byCache;
    }
}
