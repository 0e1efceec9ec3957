package io.foreshard.plugin.prediction;

import io.foreshard.plugin.cluster.StateCache;
import io.foreshard.predict.NextActionModel;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;

/** The model that serves, as the cluster shares it; looked up at most once a second. Thread-safe. */
public final class PublishedModel implements Supplier<NextActionModel> {
    private static final String KEY = "next-action-model";
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Ignite ignite;
    private byte[] bytes;
    private NextActionModel model;
    private long lookedNanos;

    public PublishedModel(Ignite ignite) {
        this.ignite = ignite;
    }

    /** Returns the model, or null if none serves yet. */
    @Override
    public synchronized NextActionModel get() {
        long now = System.nanoTime();
        if (lookedNanos == 0 || now - lookedNanos > FRESH_NANOS) {
            IgniteCache<String, byte[]> meta = ignite.cache(StateCache.NAME);
            byte[] published = meta == null ? null : meta.get(KEY);
            if (published != null && !java.util.Arrays.equals(published, bytes)) {
                model = NextActionModel.fromBytes(published);
                bytes = published;
            }
            lookedNanos = now;
        }
        return model;
    }

    static void publish(Ignite ignite, NextActionModel model) {
        ignite.<String, byte[]>cache(StateCache.NAME).put(KEY, model.toBytes());
    }
}
