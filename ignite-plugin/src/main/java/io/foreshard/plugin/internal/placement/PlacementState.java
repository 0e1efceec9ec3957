package io.foreshard.plugin.internal.placement;

import io.foreshard.shard.placement.Placement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.lang.IgniteUuid;

/**
 * The placements of this node as changes arrive: applied in the order of discovery, written to the file by a thread of its own, and waited for by the exchange.
 *
 * <p>Thread-safe.
 */
final class PlacementState {
    private final PlacementRegistry registry;
    private final PlacementFile file;
    private final ExecutorService writer;
    private final Set<IgniteUuid> applied = ConcurrentHashMap.newKeySet();
    private final Map<IgniteUuid, CompletableFuture<Boolean>> sent = new ConcurrentHashMap<>();
    private volatile CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

    /** @param writer a single thread, so that the newest placement is written last */
    PlacementState(PlacementRegistry registry, PlacementFile file, ExecutorService writer) {
        this.registry = registry;
        this.file = file;
        this.writer = writer;
    }

    PlacementRegistry registry() {
        return registry;
    }

    /** Returns a future of whether a change that this node is about to send takes effect. */
    CompletableFuture<Boolean> expect(PlacementMessage message) {
        return sent.computeIfAbsent(message.id(), id -> new CompletableFuture<>());
    }

    void forget(PlacementMessage message) {
        sent.remove(message.id());
    }

    /** Called on each node for each change, in the same order: applies it, or ignores it on all nodes (invariants P3 and M5). */
    void onMessage(AffinityTopologyVersion version, PlacementMessage message) {
        boolean takesEffect = message.follows(version) && registry.apply(version, message.change());
        if (takesEffect) {
            applied.add(message.id());
            write();
        }
        CompletableFuture<Boolean> waiting = sent.remove(message.id());
        if (waiting != null) {
            waiting.complete(takesEffect);
        }
    }

    /** Replaces all placements by those of another node. */
    void adopt(NavigableMap<AffinityTopologyVersion, Placement> others) {
        registry.adopt(others);
        write();
    }

    /** Returns whether a message had an effect, once: its exchange asks. */
    boolean takeEffect(PlacementMessage message) {
        return applied.remove(message.id());
    }

    private synchronized void write() {
        Placement placement = registry.newest();
        written = CompletableFuture.runAsync(
                () -> {
                    try {
                        file.write(placement);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                writer);
    }

    /**
     * Waits until every placement that was applied before is on disk.
     *
     * @throws java.util.concurrent.CompletionException if it cannot be written
     */
    void awaitFile() {
        written.join();
    }
}
