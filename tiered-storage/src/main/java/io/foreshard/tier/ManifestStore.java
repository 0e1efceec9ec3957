package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.VersionedObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * The manifest of one partition in the namespace of this node: replaced by compare-and-set, so that no other writer's manifest is overwritten unseen.
 *
 * <p>The first write of a session reads the manifest and checks its writer; later writes expect the version of the write before. A write costs two requests, the
 * first one three. Thread-safe; writes run one after the other.
 */
final class ManifestStore {
    private static final String CURE =
            " Offloading of this partition stops and none of its objects is deleted. If the other writer is gone for good, rebuild the"
                    + " residency of the partition, or put this node's copy of the cache group aside with the command 'discard'.";

    private final ObjectStore store;
    private final Ownership ownership;
    private final int group;
    private final int partition;
    /** Claim and version of the last write of this session; null before its first write, and after one of unknown outcome. */
    private Claim writer;

    private String version;

    ManifestStore(ObjectStore store, Ownership ownership, int group, int partition) {
        this.store = store;
        this.ownership = ownership;
        this.group = group;
        this.partition = partition;
    }

    /**
     * The residency that is durable before a write.
     *
     * @param identity identity of the partition file, 0 before the first offload
     * @param generation its generation, 0 before the first offload
     */
    record Durable(long identity, long generation) {}

    /**
     * Replaces the manifest.
     *
     * @param next returns the manifest for the epoch and session of its writer
     * @throws ForeignWriterException if another session owns the namespace or wrote the manifest: it is unchanged
     * @throws IOException if the store failed: the manifest is the old one or the new one, and the call can be repeated
     */
    synchronized void replace(BiFunction<Long, UUID, Manifest> next, Durable durable) throws IOException {
        Claim mine = ownership.owned().orElse(null);
        if (mine == null || !ownership.check() || ownership.owned().orElse(null) != mine) {
            throw new ForeignWriterException(
                    "The manifest of partition " + partition + " of group " + Integer.toHexString(group)
                            + " was not written: this node does not own its namespace of the store. The claim is repeated; until then nothing is"
                            + " offloaded or deleted.");
        }
        String name = mine.namespace().manifest(group, partition);
        String expected = writer == mine ? version : checkedVersion(name, mine, durable);
        writer = null;
        version = write(name, next.apply(mine.epoch(), mine.session()), expected, mine, durable);
        writer = mine;
    }

    /**
     * Replaces the manifest of a partition that was recalled or destroyed, so that another file of it may write the next one; the sweep deletes it later.
     *
     * @throws IOException as {@link #replace}
     */
    void retire(Durable durable) throws IOException {
        replace((epoch, session) -> Manifest.retired(group, partition, epoch, session), durable);
    }

    private String write(String name, Manifest next, String expected, Claim mine, Durable durable) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(next.encode());
        try {
            return store.replace(name, content, expected);
        } catch (ObjectStoreException e) {
            if (e.reason() != Reason.CONFLICT) {
                throw e;
            }
        }
        // The version of an own earlier write, a manifest that a sweep deleted, or a foreign one: the check tells them
        // apart.
        String found = checkedVersion(name, mine, durable);
        try {
            return store.replace(name, content, found);
        } catch (ObjectStoreException e) {
            if (e.reason() != Reason.CONFLICT) {
                throw e;
            }
            throw new ForeignWriterException(
                    "The manifest " + name + " is written by another session at this moment." + CURE);
        }
    }

    /** Returns the version of the manifest in the store, null if there is none. */
    private String checkedVersion(String name, Claim mine, Durable durable) throws IOException {
        Optional<VersionedObject> found = find(name);
        if (found.isEmpty()) {
            return null;
        }
        Manifest manifest;
        try {
            manifest = decode(name, found.get());
        } catch (DamagedException e) {
            return found.get().version(); // cannot be used by any writer; the new one heals it
        }
        if (isOurs(manifest, mine, durable)) {
            return found.get().version();
        }
        throw new ForeignWriterException(
                "The manifest " + name + " was written by session " + manifest.session() + " in epoch "
                        + manifest.epoch() + " for file " + Long.toHexString(manifest.identity()) + ", generation "
                        + manifest.generation() + "; this node has file " + Long.toHexString(durable.identity())
                        + ", generation "
                        + durable.generation() + ", epoch " + mine.epoch() + "." + CURE);
    }

    /**
     * Returns whether this session wrote a manifest, or an earlier session of this disk did. Such a session may have crashed between the manifest and the residency, so the
     * manifest may be one generation ahead.
     */
    private static boolean isOurs(Manifest found, Claim mine, Durable durable) {
        if (found.session().equals(mine.session())) {
            return true;
        }
        if (found.epoch() >= mine.epoch()) {
            return false;
        }
        if (found.isRetired() || durable.identity() == 0) {
            return true; // of a file that was recalled or deleted; a crash may have kept its manifest from being
            // retired
        }
        return found.identity() == durable.identity() && found.generation() <= durable.generation() + 1;
    }

    /**
     * Reads a manifest, to rebuild a residency or to verify objects.
     *
     * @param namespace namespace of its writer
     * @return empty if there is none
     * @throws DamagedException if it is damaged
     * @throws IOException if the store failed
     */
    Optional<Manifest> read(Namespace namespace) throws IOException {
        String name = namespace.manifest(group, partition);
        Optional<VersionedObject> found = find(name);
        return found.isEmpty() ? Optional.empty() : Optional.of(decode(name, found.get()));
    }

    private Optional<VersionedObject> find(String name) throws ObjectStoreException {
        try {
            return Optional.of(store.read(name));
        } catch (ObjectStoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Manifest decode(String name, VersionedObject found) throws IOException {
        byte[] bytes = new byte[found.content().remaining()];
        found.content().duplicate().get(bytes);
        Manifest manifest = Manifest.decode(name, bytes);
        if (manifest.group() != group || manifest.partition() != partition) {
            throw new DamagedException("The manifest " + name + " is that of partition " + manifest.partition()
                    + " of group " + Integer.toHexString(manifest.group())
                    + "; the next offload of the partition writes it again.");
        }
        return manifest;
    }
}
