package io.foreshard.store.encryption;

import io.foreshard.store.ListedObject;
import io.foreshard.store.ListedPage;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.VersionedObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A store that encrypts objects before another store receives them, with AES-256-GCM in frames of 64 KiB, so that a ranged read decrypts only the frames
 * it needs.
 *
 * <ul>
 *   <li>A frame that is damaged, at another place, of another object or of an object of another length is CORRUPT. An older version of the same object
 *       is authentic: versions are the task of the caller.
 *   <li>An object of a key that is not among the keys of this node is DENIED with a sentence that names the key's id.
 *   <li>Names, sizes and times are not hidden. Listings have the sizes of plaintexts; an object takes 48 bytes more per 64 KiB.
 *   <li>A ranged read is one request, except the first one of an object that touches its last frame: the length is unknown then, and the read takes three.
 * </ul>
 *
 * <p>It belongs inside the {@link io.foreshard.store.GuardedObjectStore}, which compares plaintexts when a write is repeated. Thread-safe.
 */
public final class EncryptedObjectStore implements ObjectStore {
    /** Objects whose length is remembered, about 100 bytes of heap each. */
    private static final int REMEMBERED = 10_000;

    private final ObjectStore store;
    private final EncryptionKeys keys;
    private final Map<String, Long> lengths = Collections.synchronizedMap(new LinkedHashMap<>(16, .75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    });

    /**
     * Wraps a store.
     *
     * @param store receives encrypted objects; {@link #close} closes it
     */
    public EncryptedObjectStore(ObjectStore store, EncryptionKeys keys) {
        this.store = store;
        this.keys = keys;
    }

    @Override
    public void put(String name, ByteBuffer content) throws ObjectStoreException {
        store.put(name, cipher(name).encrypt(content));
        lengths.put(name, (long) content.remaining());
    }

    @Override
    public String replace(String name, ByteBuffer content, String expectedVersion) throws ObjectStoreException {
        String version = store.replace(name, cipher(name).encrypt(content), expectedVersion);
        lengths.put(name, (long) content.remaining());
        return version;
    }

    @Override
    public VersionedObject read(String name) throws ObjectStoreException {
        VersionedObject stored = store.read(name);
        ByteBuffer content = stored.content();
        FrameCipher cipher = cipher(name);
        long length = cipher.plainLength(content);
        if (content.remaining() != FrameLayout.storedLength(length)) {
            throw new ObjectStoreException(
                    Reason.CORRUPT,
                    "The object " + name + " is damaged: its frames do not have the length in their header.",
                    null);
        }
        ByteBuffer plain = cipher.decrypt(content, 0, length);
        lengths.put(name, length);
        return new VersionedObject(plain, stored.version());
    }

    @Override
    public ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
        if (length == 0) {
            return store.get(name, 0, 0);
        }
        Long known = lengths.get(name);
        if (known != null) {
            try {
                return get(name, offset, length, known);
            } catch (ObjectStoreException e) {
                if (e.reason() != Reason.CORRUPT) {
                    throw e;
                }
                lengths.remove(name); // the object may have been replaced by one of another length
            }
        }
        return getOfUnknownLength(name, offset, length);
    }

    /** Reads whole frames, of 64 KiB each; an object that ends before is asked for its length. */
    private ByteBuffer getOfUnknownLength(String name, long offset, int length) throws ObjectStoreException {
        long first = offset / FrameLayout.PLAIN_BYTES;
        long frames = (offset + length - 1) / FrameLayout.PLAIN_BYTES - first + 1;
        long start = first * FrameLayout.STORED_BYTES;
        ByteBuffer stored;
        try {
            stored = store.get(name, start, Math.toIntExact(frames * FrameLayout.STORED_BYTES));
        } catch (ObjectStoreException e) {
            if (e.reason() != Reason.CORRUPT) {
                throw e;
            }
            ByteBuffer header = store.get(name, start, FrameLayout.HEADER_BYTES);
            return get(name, offset, length, cipher(name).plainLength(header));
        }
        long plainLength = cipher(name).plainLength(stored);
        return range(name, offset, length, plainLength, stored);
    }

    private ByteBuffer get(String name, long offset, int length, long plainLength) throws ObjectStoreException {
        if (offset + length > plainLength) {
            throw endsBefore(name, offset + length);
        }
        long first = offset / FrameLayout.PLAIN_BYTES;
        long last = (offset + length - 1) / FrameLayout.PLAIN_BYTES;
        long start = first * FrameLayout.STORED_BYTES;
        long end = last == FrameLayout.lastFrame(plainLength)
                ? FrameLayout.storedLength(plainLength)
                : (last + 1) * FrameLayout.STORED_BYTES;
        return range(name, offset, length, plainLength, store.get(name, start, Math.toIntExact(end - start)));
    }

    /** Decrypts the frames of a range. */
    private ByteBuffer range(String name, long offset, int length, long plainLength, ByteBuffer stored)
            throws ObjectStoreException {
        if (offset + length > plainLength) {
            throw endsBefore(name, offset + length);
        }
        long first = offset / FrameLayout.PLAIN_BYTES;
        ByteBuffer plain = cipher(name).decrypt(stored, first, plainLength);
        lengths.put(name, plainLength);
        return plain.slice((int) (offset - first * FrameLayout.PLAIN_BYTES), length);
    }

    private static ObjectStoreException endsBefore(String name, long end) {
        return new ObjectStoreException(Reason.CORRUPT, "The object " + name + " ends before byte " + end + ".", null);
    }

    @Override
    public void delete(Collection<String> names) throws ObjectStoreException {
        names.forEach(lengths::remove);
        store.delete(names);
    }

    @Override
    public ListedPage listPage(String prefix, String position) throws ObjectStoreException {
        ListedPage page = store.listPage(prefix, position);
        List<ListedObject> objects = page.objects().stream()
                .map(stored -> new ListedObject(
                        stored.name(), FrameLayout.plainLength(stored.bytes()), stored.modifiedMillis()))
                .toList();
        return new ListedPage(objects, page.next());
    }

    @Override
    public int deleteUnfinished(Duration olderThan) throws ObjectStoreException {
        return store.deleteUnfinished(olderThan);
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public String toString() {
        return store.toString();
    }

    private FrameCipher cipher(String name) {
        return new FrameCipher(keys, name);
    }
}
