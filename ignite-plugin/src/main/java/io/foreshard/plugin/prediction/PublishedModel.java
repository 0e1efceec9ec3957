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
 * The active model, shared by all nodes of the cluster.
 *
 * <p>{@link #get} reads it at most once a second, because on a client a read is a request to a server. If the content is unreadable, the last readable
 * model stays in use. Thread-safe.
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

    /** Returns the model, read at most one second ago; null before the first model. */
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
     * Reads the model and returns it; empty before the first model.
     *
     * @throws UnreadableStateException if the published content is not a model
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

    /** The codec of a model; {@link NextTypeCodec} defines the bytes. */
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
