package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.VersionedObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The manifest of the image of a namespace in the store: replaced by compare-and-set, so that no later session's image is overwritten. Thread-safe. */
final class ImageStore {
    private final ObjectStore store;

    ImageStore(ObjectStore store) {
        this.store = store;
    }

    /**
     * Reads the image of a namespace; costs one request.
     *
     * @return empty if it has none
     * @throws DamagedException if the manifest is damaged
     * @throws IOException if the store failed, or another version of Foreshard wrote it
     */
    Optional<ImageManifest> read(Namespace namespace) throws IOException {
        Optional<VersionedObject> found = find(namespace);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ImageManifestCodec.decode(namespace.image(), found.get().content()));
    }

    /**
     * Replaces the image of the namespace that a session owns; costs three requests.
     *
     * @param ownership asked before the write
     * @throws ForeignWriterException if another session owns the namespace, or its image is of a later session: it is unchanged
     * @throws IOException if the store failed: the manifest is the old one or the new one
     */
    void replace(ImageManifest next, Claim mine, Ownership ownership) throws IOException {
        if (!ownership.check() || ownership.owned().orElse(null) != mine) {
            throw foreign(mine.namespace());
        }
        Optional<VersionedObject> before = find(mine.namespace());
        if (before.isPresent() && isLater(mine, before.get())) {
            throw foreign(mine.namespace());
        }
        try {
            store.replace(
                    mine.namespace().image(),
                    ByteBuffer.wrap(ImageManifestCodec.encode(next)),
                    before.map(VersionedObject::version).orElse(null));
        } catch (ObjectStoreException e) {
            if (e.reason() != Reason.CONFLICT) {
                throw e;
            }
            throw foreign(mine.namespace());
        }
    }

    /** Returns whether a session after this one wrote a manifest; a damaged one is replaced. */
    private static boolean isLater(Claim mine, VersionedObject found) throws IOException {
        try {
            return ImageManifestCodec.decode(mine.namespace().image(), found.content())
                            .epoch()
                    > mine.epoch();
        } catch (DamagedException e) {
            return false;
        }
    }

    private static ForeignWriterException foreign(Namespace namespace) {
        return new ForeignWriterException("The image " + namespace.image()
                + " was not replaced: this session does not own the namespace of this node in the store any more. The claim is"
                + " repeated, and the next image is taken in the new namespace.");
    }

    private Optional<VersionedObject> find(Namespace namespace) throws ObjectStoreException {
        try {
            return Optional.of(store.read(namespace.image()));
        } catch (ObjectStoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
