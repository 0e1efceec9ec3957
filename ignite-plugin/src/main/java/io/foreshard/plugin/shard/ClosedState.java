package io.foreshard.plugin.shard;

import io.foreshard.plugin.cluster.SharedState;
import io.foreshard.plugin.cluster.StateListener;
import io.foreshard.plugin.cluster.StreamCodec;
import io.foreshard.plugin.cluster.UnreadableStateException;
import io.foreshard.plugin.cluster.Versioned;
import io.foreshard.shard.ClosedPartitions;
import org.apache.ignite.Ignite;

/** The partitions that are closed for new profile ids, as all nodes share them. Thread-safe. */
public final class ClosedState {
    static final String KEY = "closed-partitions";

    private final Ignite ignite;
    private final SharedState<ClosedPartitions> state;
    private volatile ClosedPartitions readable = ClosedPartitions.NONE;

    public ClosedState(Ignite ignite) {
        this.ignite = ignite;
        state = new SharedState<>(
                ignite,
                KEY,
                new StreamCodec<>(
                        ClosedPartitions::write, ClosedPartitions::read, "the next round closes what is too large"));
    }

    /**
     * Returns the closed partitions; sends no request on a server.
     *
     * <p>They only influence where new rows lie, so unreadable ones stop nothing: the last readable ones stay in use.
     */
    public ClosedPartitions current() {
        try {
            readable = read().value().orElse(ClosedPartitions.NONE);
        } catch (UnreadableStateException e) {
            StateListener.of(ignite).onUnreadable(e);
        }
        return readable;
    }

    /** Returns the stored value. Throws as {@link SharedState#read}. */
    Versioned<ClosedPartitions> read() {
        return state.read();
    }

    /** Replaces the value if it is still the one expected. Throws as {@link SharedState#tryReplace}. */
    boolean tryReplace(Versioned<ClosedPartitions> expected, ClosedPartitions next) {
        return state.tryReplace(expected, next);
    }
}
