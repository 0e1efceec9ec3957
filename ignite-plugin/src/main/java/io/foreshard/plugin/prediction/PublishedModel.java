package io.foreshard.plugin.prediction;

import io.foreshard.plugin.cluster.SharedState;
import io.foreshard.plugin.cluster.StateCache;
import io.foreshard.plugin.cluster.StateCodec;
import io.foreshard.plugin.cluster.StateListener;
import io.foreshard.plugin.cluster.UnreadableStateException;
import io.foreshard.plugin.cluster.Versioned;
import io.foreshard.predict.NextTypeCodec;
import io.foreshard.predict.NextTypeModel;
import io.foreshard.predict.ServingModel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;

/**
 * The serving model as the cluster shares it.
 *
 * <p>For predictions it is read at most once a second, since a client asks a server for it; unreadable content keeps the last readable model in
 * use. Thread-safe.
 */
public final class PublishedModel implements ServingModel, Supplier<NextTypeModel> {
    static final String KEY = "next-type-model";

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Ignite ignite;
    private final SharedState<NextTypeModel> state;
    private NextTypeModel readable;
    private boolean read;
    private long readNanos;

    public PublishedModel(Ignite ignite) {
        this.ignite = ignite;
        this.state = new SharedState<>(ignite, KEY, new ModelCodec());
    }

    /** Returns the model, at most one second old, or null if none serves yet. */
    @Override
    public synchronized NextTypeModel get() {
        long now = System.nanoTime();
        if (!read || now - readNanos > FRESH_NANOS) {
            try {
                readable = StateCache.exists(ignite) ? state.read().value().orElse(null) : null;
            } catch (UnreadableStateException e) {
                StateListener.of(ignite).onUnreadable(e);
            }
            read = true;
            readNanos = now;
        }
        return readable;
    }

    /**
     * Returns the model as it is published now.
     *
     * @throws UnreadableStateException if the published content is no model
     */
    @Override
    public Optional<NextTypeModel> current() {
        return state.read().value();
    }

    @Override
    public boolean replace(NextTypeModel trainedFrom, NextTypeModel candidate) {
        Versioned<NextTypeModel> present = state.read();
        return isSame(present.value().orElse(null), trainedFrom) && state.tryReplace(present, candidate);
    }

    private static boolean isSame(NextTypeModel published, NextTypeModel trainedFrom) {
        return published == null || trainedFrom == null
                ? published == trainedFrom
                : published.version() == trainedFrom.version()
                        && published.trainedAt().equals(trainedFrom.trainedAt());
    }

    /** The bytes of a model, which have a format of their own. */
    private static final class ModelCodec implements StateCodec<NextTypeModel> {
        @Override
        public int format() {
            return 1;
        }

        @Override
        public byte[] encode(NextTypeModel model) {
            return NextTypeCodec.encode(model);
        }

        @Override
        public NextTypeModel decode(int format, byte[] bytes) {
            return NextTypeCodec.decode(bytes);
        }

        @Override
        public String recreation() {
            return "the next training publishes a new model";
        }
    }
}
