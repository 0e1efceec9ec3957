package io.foreshard.plugin.prediction;

import io.foreshard.plugin.cluster.SharedState;
import io.foreshard.plugin.cluster.StateCache;
import io.foreshard.plugin.cluster.StateCodec;
import io.foreshard.plugin.cluster.StateListener;
import io.foreshard.plugin.cluster.UnreadableStateException;
import io.foreshard.plugin.cluster.Versioned;
import io.foreshard.predict.NextActionModel;
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
public final class PublishedModel implements ServingModel, Supplier<NextActionModel> {
    static final String KEY = "next-action-model";

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Ignite ignite;
    private final SharedState<NextActionModel> state;
    private NextActionModel readable;
    private boolean read;
    private long readNanos;

    public PublishedModel(Ignite ignite) {
        this.ignite = ignite;
        this.state = new SharedState<>(ignite, KEY, new ModelCodec());
    }

    /** Returns the model, at most one second old, or null if none serves yet. */
    @Override
    public synchronized NextActionModel get() {
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
    public Optional<NextActionModel> current() {
        return state.read().value();
    }

    @Override
    public boolean replace(NextActionModel trainedFrom, NextActionModel candidate) {
        Versioned<NextActionModel> present = state.read();
        return isSame(present.value().orElse(null), trainedFrom) && state.tryReplace(present, candidate);
    }

    private static boolean isSame(NextActionModel published, NextActionModel trainedFrom) {
        return published == null || trainedFrom == null
                ? published == trainedFrom
                : published.version() == trainedFrom.version()
                        && published.trainedAtMillis() == trainedFrom.trainedAtMillis();
    }

    /** The bytes of a model, which have a format of their own. */
    private static final class ModelCodec implements StateCodec<NextActionModel> {
        @Override
        public int format() {
            return 1;
        }

        @Override
        public byte[] encode(NextActionModel model) {
            return model.toBytes();
        }

        @Override
        public NextActionModel decode(int format, byte[] bytes) {
            return NextActionModel.fromBytes(bytes);
        }

        @Override
        public String recreation() {
            return "the next training publishes a new model";
        }
    }
}
