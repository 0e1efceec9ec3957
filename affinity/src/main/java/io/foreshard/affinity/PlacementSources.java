package io.foreshard.affinity;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.ignite.Ignite;

/**
 * The placement source of each node in this JVM, by the name of its Ignite instance. Affinity functions look here, because they are serialized with the
 * configuration of a cache, and Ignite injects only the node. Thread-safe.
 */
public final class PlacementSources {
    private static final ConcurrentMap<String, PlacementSource> SOURCES = new ConcurrentHashMap<>();

    private PlacementSources() {}

    /**
     * Registers the source of a node, before the node computes its first assignment.
     *
     * @param instance name of the Ignite instance; null for the default one
     */
    public static void register(String instance, PlacementSource source) {
        SOURCES.put(key(instance), source);
    }

    /** Removes the source of a node, if it is still this one. */
    public static void remove(String instance, PlacementSource source) {
        SOURCES.remove(key(instance), source);
    }

    /** Returns the source of a node; empty for null, and for a node that has none. */
    static Optional<PlacementSource> of(Ignite node) {
        return node == null ? Optional.empty() : Optional.ofNullable(SOURCES.get(key(node.name())));
    }

    private static String key(String instance) {
        return instance == null ? "" : instance;
    }
}
