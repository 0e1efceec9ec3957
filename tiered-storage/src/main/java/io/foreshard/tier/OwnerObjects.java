package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.VersionedObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The requests for owner tokens and holds. A hold is an object in a namespace that forbids its owner and any collector to delete objects in it. Thread-safe.
 */
final class OwnerObjects {
    private final ObjectStore store;

    OwnerObjects(ObjectStore store) {
        this.store = store;
    }

    /** A token and the version it was read with. */
    record Found(OwnerToken token, String version) {}

    /**
     * Reads the token of a namespace; empty if it has none.
     *
     * @throws DamagedException if the object is not a token
     * @throws ObjectStoreException if the store failed
     */
    Optional<Found> read(Namespace namespace) throws IOException {
        VersionedObject found;
        try {
            found = store.read(namespace.owner());
        } catch (ObjectStoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
        byte[] bytes = new byte[found.content().remaining()];
        found.content().get(bytes);
        return Optional.of(new Found(OwnerToken.decode(namespace.owner(), bytes), found.version()));
    }

    /**
     * Replaces the token of a namespace by compare-and-set.
     *
     * @param version expected version, null to create the token
     * @return whether it was replaced; false if the token has another version: it is unchanged
     * @throws ObjectStoreException if the store failed; the token may be replaced
     */
    boolean replace(Namespace namespace, OwnerToken token, String version) throws ObjectStoreException {
        try {
            store.replace(namespace.owner(), ByteBuffer.wrap(token.encode()), version);
            return true;
        } catch (ObjectStoreException e) {
            if (e.reason() == Reason.CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    /** Writes a hold; an existing one stays. */
    void hold(Namespace namespace, Namespace holder) throws ObjectStoreException {
        ByteBuffer content = ByteBuffer.wrap((holder + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            store.put(namespace.hold(holder.nodeId()), content);
        } catch (ObjectStoreException e) {
            if (e.reason() != Reason.ALREADY_EXISTS) {
                throw e;
            }
        }
    }

    void release(Namespace namespace, Namespace holder) throws ObjectStoreException {
        store.delete(List.of(namespace.hold(holder.nodeId())));
    }

    /** Returns the names of the holds in a namespace; costs one request. */
    List<String> holds(Namespace namespace) throws ObjectStoreException {
        return store.list(namespace.hold(""));
    }
}
