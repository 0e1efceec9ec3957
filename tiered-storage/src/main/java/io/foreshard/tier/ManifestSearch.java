package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The search for the manifest of a partition file: in the namespace that the node's disk remembers, then in all namespaces of the store. Not thread-safe.
 */
final class ManifestSearch {
    private final ObjectStore store;
    private final Namespace own;
    /** Names of all manifests in the store; null before they were listed. */
    private List<String> all;

    /** @param own namespace of the node; null if its disk does not know it */
    ManifestSearch(ObjectStore store, Namespace own) {
        this.store = store;
        this.own = own;
    }

    /** A manifest and the name of its object. */
    record Found(String name, Manifest manifest) {}

    /**
     * Returns the manifest of a file.
     *
     * @param identity identity of the file
     * @return empty if no manifest in the store names the file
     * @throws DamagedException if the node's own manifest is damaged
     * @throws IOException if the store failed
     */
    Optional<Found> find(int group, int partition, long identity) throws IOException {
        if (own != null) {
            Optional<Found> found = read(own.manifest(group, partition), identity);
            if (found.isPresent()) {
                return found;
            }
        }
        List<Found> candidates = new ArrayList<>();
        for (String name : manifests()) {
            Optional<Namespace> namespace = Namespace.of(name);
            if (namespace.isPresent() && name.equals(namespace.get().manifest(group, partition))) {
                try {
                    read(name, identity).ifPresent(candidates::add);
                } catch (DamagedException e) {
                    continue; // of another node, perhaps
                }
            }
        }
        return candidates.stream()
                .max(Comparator.comparingLong((Found found) -> found.manifest().generation()));
    }

    private List<String> manifests() throws ObjectStoreException {
        if (all == null) {
            all = store.list(Namespace.ALL).stream()
                    .filter(name -> name.endsWith("/manifest"))
                    .toList();
        }
        return all;
    }

    private Optional<Found> read(String name, long identity) throws IOException {
        ByteBuffer content;
        try {
            content = store.read(name).content();
        } catch (ObjectStoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        Manifest manifest = Manifest.decode(name, bytes);
        return manifest.identity() == identity ? Optional.of(new Found(name, manifest)) : Optional.empty();
    }
}
