package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.tier.ManifestStore.Durable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The requests for the objects and the manifest of one partition. Counts requests and failures. Thread-safe. */
final class PartitionObjects {
    private final int group;
    private final int partition;
    private final ObjectStore store;
    private final NodeSpace space;
    private final ManifestStore manifests;
    private final VerifiedPuts puts;
    private final TierStatistics statistics;

    PartitionObjects(int group, int partition, ObjectStore store, NodeSpace space, TierStatistics statistics) {
        this.group = group;
        this.partition = partition;
        this.store = store;
        this.space = space;
        this.manifests = new ManifestStore(store, space.ownership(), group, partition);
        this.statistics = statistics;
        puts = new VerifiedPuts(store, statistics);
    }

    /**
     * Claims the right to upload and returns the identity of the store; costs no request after the first time.
     *
     * @throws IOException if the store failed, or this node must not write to it
     */
    StoreIdentity begin() throws IOException {
        space.own();
        return space.identity();
    }

    /** Returns a name that no object had before. */
    String newName(long generation) throws IOException {
        return space.ownership().newName(group, partition, generation);
    }

    /** Stores an object, see {@link VerifiedPuts#put}. */
    void put(String name, ByteBuffer content, int footerBytes) throws ObjectStoreException {
        puts.put(name, content, footerBytes);
    }

    ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
        statistics.fetches.increment();
        statistics.fetchedBytes.add(length);
        try {
            ByteBuffer content = store.get(name, offset, length);
            if (content.remaining() != length) {
                throw new ObjectStoreException(
                        Reason.CORRUPT,
                        "The store returned " + content.remaining() + " of " + length + " bytes of " + name + ".",
                        null);
            }
            return content;
        } catch (ObjectStoreException e) {
            throw counted(e);
        }
    }

    /**
     * Replaces the manifest by one that names the objects of the table and some that were uploaded.
     *
     * @throws ForeignWriterException if another session owns the namespace or wrote the manifest: it is unchanged
     * @throws IOException if the store failed
     */
    void replaceManifest(PageTable table, List<StoredObject> stored, int pageBytes) throws IOException {
        List<Manifest.Entry> entries = new ArrayList<>(table.entries());
        for (StoredObject object : stored) {
            entries.add(
                    new Manifest.Entry(object.name(), object.pages().length, object.generation(), object.footerCrc()));
        }
        long generation = table.generation();
        long identity = table.identity();
        manifests.replace(
                (epoch, session) ->
                        new Manifest(group, partition, identity, generation + 1, epoch, session, pageBytes, entries),
                new Durable(generation == 0 ? 0 : identity, generation));
    }

    /** Replaces the manifest of a partition that has no remote copies any more. */
    void retireManifest(long identity, long generation) throws IOException {
        manifests.retire(new Durable(identity, generation));
    }

    private ObjectStoreException counted(ObjectStoreException failure) {
        statistics.errors.increment();
        return failure;
    }
}
