package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The requests for the objects of one partition: immutable objects of pages, and a manifest that names them.
 *
 * <p>Counts requests and failures; an absent manifest is no failure. Thread-safe.
 */
final class PartitionObjects {
    private static final String MANIFEST = "manifest";

    private final String prefix;
    private final ObjectStore store;
    private final TierStatistics statistics;
    /** Makes names unique across crashes: the generation of an offload that a crash cut off is not saved. */
    private final SplittableRandom random = new SplittableRandom();

    /** @param prefix prefix of the names; no other partition has it */
    PartitionObjects(String prefix, ObjectStore store, TierStatistics statistics) {
        this.prefix = prefix + "/";
        this.store = store;
        this.statistics = statistics;
    }

    /** Returns a name that no object had before. */
    synchronized String newName(long identity, long generation) {
        return prefix + identity + "-" + generation + "-" + Integer.toHexString(random.nextInt());
    }

    void put(String name, ByteBuffer content) throws ObjectStoreException {
        statistics.uploads.increment();
        statistics.uploadedBytes.add(content.remaining());
        try {
            store.put(name, content);
        } catch (ObjectStoreException e) {
            throw counted(e);
        }
    }

    ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
        statistics.fetches.increment();
        statistics.fetchedBytes.add(length);
        try {
            return store.get(name, offset, length);
        } catch (ObjectStoreException e) {
            throw counted(e);
        }
    }

    /** Replaces the manifest by compare-and-set against the version read just before. */
    void replaceManifest(byte[] content) throws ObjectStoreException {
        try {
            store.replace(prefix + MANIFEST, ByteBuffer.wrap(content), manifestVersion());
        } catch (ObjectStoreException e) {
            throw counted(e);
        }
    }

    private String manifestVersion() throws ObjectStoreException {
        try {
            return store.read(prefix + MANIFEST).version();
        } catch (ObjectStoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    void delete(Collection<String> names) throws ObjectStoreException {
        if (names.isEmpty()) {
            return;
        }
        try {
            store.delete(names);
        } catch (ObjectStoreException e) {
            throw counted(e);
        }
    }

    /** Returns the names and that of the manifest; an empty set if there are no names. */
    Set<String> withManifest(Collection<String> names) {
        Set<String> all = new HashSet<>(names);
        if (!all.isEmpty()) {
            all.add(prefix + MANIFEST);
        }
        return all;
    }

    /** Returns the listed names of this partition that are neither the manifest nor among the named ones; costs the names of this partition. */
    List<String> orphans(NavigableSet<String> listed, Collection<String> named) {
        Set<String> known = new HashSet<>(named);
        known.add(prefix + MANIFEST);
        return listed.tailSet(prefix).stream()
                .takeWhile(name -> name.startsWith(prefix))
                .filter(name -> !known.contains(name))
                .toList();
    }

    private ObjectStoreException counted(ObjectStoreException failure) {
        statistics.errors.increment();
        return failure;
    }
}
