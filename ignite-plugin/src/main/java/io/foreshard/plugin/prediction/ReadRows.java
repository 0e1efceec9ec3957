package io.foreshard.plugin.prediction;

import io.foreshard.plugin.internal.page.CurrentRead;
import io.foreshard.prefetch.RowBytes;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;

/** The task that reads rows on their primary and returns the number of their bytes, so that their pages are in its memory. Its reads heat nothing. */
final class ReadRows implements IgniteCallable<Long> {
    private static final long serialVersionUID = 1L;

    private final String cache;
    private final HashSet<Object> keys;

    @IgniteInstanceResource
    private transient Ignite ignite;

    ReadRows(String cache, Set<Object> keys) {
        this.cache = cache;
        this.keys = new HashSet<>(keys);
    }

    @Override
    public Long call() {
        IgniteCache<Object, Object> rows = ignite.cache(cache).withKeepBinary();
        AtomicLong bytes = new AtomicLong();
        CurrentRead.ahead(() -> bytes.set(
                rows.getAll(keys).values().stream().mapToLong(RowBytes::of).sum()));
        return bytes.get();
    }
}
