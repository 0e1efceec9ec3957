package io.foreshard.plugin.tier;

import io.foreshard.plugin.cluster.SharedState;
import io.foreshard.plugin.cluster.StateCache;
import io.foreshard.plugin.cluster.StateListener;
import io.foreshard.plugin.cluster.StreamCodec;
import io.foreshard.plugin.cluster.UnreadableStateException;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.ignite.Ignite;

/**
 * The pinned partitions as one server knows them: one decision for all owners, in the shared state of the cluster.
 *
 * <p>Read at most once a second, because the local budget asks for each partition. If the content is unreadable, the last readable one stays in use.
 * Thread-safe.
 */
public final class ClusterPins {
    static final String KEY = "tier-pins";

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Ignite ignite;
    private final SharedState<Pins> state;
    private Pins readable = Pins.NONE;
    private boolean wasRead;
    private long readNanos;

    /** Creates it; its methods may be called while the cluster is active. */
    public ClusterPins(Ignite ignite) {
        this.ignite = ignite;
        state = new SharedState<>(
                ignite,
                KEY,
                new StreamCodec<>(Pins::write, Pins::read, "no partition is pinned then, so pin them again"));
    }

    /**
     * Returns whether a partition is pinned.
     *
     * @param group name of its cache group
     */
    public boolean isPinned(String group, int partition) {
        return pins().includes(group, partition);
    }

    /** Returns the pins, read at most one second ago. */
    synchronized Pins pins() {
        long now = System.nanoTime();
        if (!wasRead || now - readNanos > FRESH_NANOS) {
            try {
                readable = StateCache.exists(ignite) ? state.read().value().orElse(Pins.NONE) : Pins.NONE;
            } catch (UnreadableStateException e) {
                StateListener.of(ignite).onUnreadable(e);
            }
            wasRead = true;
            readNanos = now;
        }
        return readable;
    }

    /**
     * Pins partitions of a group, and drops the pins of groups that do not exist any more.
     *
     * @param groups names of all groups
     * @return the pinned partitions of the group
     * @throws RuntimeException as {@link SharedState#update}
     */
    BitSet pin(String group, BitSet partitions, Set<String> groups) {
        return change(pins -> pins.plus(group, partitions), groups).of(group);
    }

    /** Unpins partitions of a group, see {@link #pin}. */
    BitSet unpin(String group, BitSet partitions, Set<String> groups) {
        return change(pins -> pins.minus(group, partitions), groups).of(group);
    }

    private synchronized Pins change(UnaryOperator<Pins> change, Set<String> groups) {
        readable = state.update(stored -> {
                    Pins present = stored.orElse(Pins.NONE);
                    Pins next = change.apply(present).ofGroups(groups);
                    return next.equals(present) ? stored.orElse(null) : next;
                })
                .value()
                .orElse(Pins.NONE);
        wasRead = true;
        readNanos = System.nanoTime();
        return readable;
    }
}
