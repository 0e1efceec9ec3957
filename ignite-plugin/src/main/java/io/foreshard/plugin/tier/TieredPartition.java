package io.foreshard.plugin.tier;

import io.foreshard.plugin.store.ObjectStore;
import io.foreshard.plugin.store.ObjectStoreException;
import io.foreshard.plugin.store.ObjectStoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.zip.CRC32C;

/**
 * One partition whose data pages may be in an object store.
 *
 * <p><b>Commit order of an offload</b>: immutable objects are uploaded; the manifest that names them is replaced by
 * compare-and-set; the file is forced and the residency made durable, saying <i>remote</i>; only then holes are punched. A crash at any point
 * leaves each page local, or remote in an object that manifest and residency name. Pages written meanwhile stay local.
 *
 * <p><b>Reading</b>: what is remote is fetched with its neighbours in one ranged read, each page verified, and written back into the
 * file unless it became local meanwhile; its remote copy stays valid until the page is written.
 *
 * <p><b>Residency is durable after the data</b>: {@link #force} takes the residency first, forces the file, then saves what it took.
 *
 * <p>Thread-safe: page writes share a lock that filling and punching take alone; requests to the store are sent without it.
 */
public final class TieredPartition {
    /** A page type of Ignite: data page ({@code PageIO.T_DATA}). Only these leave. */
    private static final int DATA_PAGE = 1;
    /** Where the identity stands in the header page, beyond the 17 bytes Ignite uses. */
    private static final int IDENTITY_OFFSET = 64;
    /** Most bytes of an object: large objects cost few requests, and one is held in memory while it is uploaded. */
    private static final int OBJECT_BYTES = 16 << 20;
    /** Bytes of one read: the latency of an object store hides the transfer of 64 KiB. */
    private static final int FETCH_BYTES = 64 << 10;

    private final String prefix;
    private final PartitionFile file;
    private final ResidencyFile residencyFile;
    private final int pageBytes;
    private final ObjectStore store;
    private final TierStatistics statistics;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Object fetching = new Object();
    /** Makes names unique across crashes: the generation of an offload that was cut off is forgotten. */
    private final SplittableRandom random = new SplittableRandom();

    private final Object saving = new Object();
    private final Object state = new Object();
    private Residency residency; // guarded by state
    private BitSet written; // guarded by state; pages written since the running offload began
    private boolean changed; // guarded by state
    private volatile int remotePages;

    /**
     * Opens the partition.
     *
     * @param prefix prefix of its objects' names: cluster, group, partition, node
     * @param residencyFile where its residency is kept
     * @throws IOException if the residency is damaged: then nobody knows which pages are remote
     */
    public TieredPartition(
            String prefix,
            PartitionFile file,
            Path residencyFile,
            int pageBytes,
            ObjectStore store,
            TierStatistics statistics)
            throws IOException {
        this.prefix = prefix;
        this.file = file;
        this.residencyFile = new ResidencyFile(residencyFile);
        this.pageBytes = pageBytes;
        this.store = store;
        this.statistics = statistics;
        residency = this.residencyFile.load(identity());
        remotePages = residency.remotePages();
    }

    private long identity() throws IOException {
        if (file.sizeBytes() < pageBytes) {
            return 0;
        }
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        file.read(buffer, IDENTITY_OFFSET);
        return buffer.getLong(0);
    }

    /** Tells whether the only copy of a page is remote; false costs one volatile read when nothing is. */
    public boolean isRemote(int page) {
        if (remotePages == 0) {
            return false;
        }
        synchronized (state) {
            return residency.isRemote(page);
        }
    }

    /** Tells whether the file, which was opened again, is the one this speaks of. */
    public boolean isOfThisFile() throws IOException {
        synchronized (state) {
            return residency.identity() == identity();
        }
    }

    /** Returns the size of a page. */
    public int pageBytes() {
        return pageBytes;
    }

    /** Returns the pages whose only copy is remote. */
    public int remotePages() {
        return remotePages;
    }

    /** Returns the bytes of the file, holes included. */
    public long sizeBytes() throws IOException {
        return file.sizeBytes();
    }

    /** Returns the bytes the file system has allocated for the file. */
    public long allocatedBytes() {
        return file.allocatedBytes();
    }

    /**
     * Makes a page local.
     *
     * @throws ObjectStoreException if it could not be fetched; nothing has changed
     */
    public void fetch(int page) throws IOException {
        // One fetch at a time in a partition: whoever waits finds its neighbours' pages already here.
        synchronized (fetching) {
            if (!isRemote(page)) {
                return;
            }
            String object;
            int from;
            int[] pages;
            int[] checksums;
            synchronized (state) {
                object = residency.objectOf(page);
                int perFetch = Math.max(1, FETCH_BYTES / pageBytes);
                from = residency.slotOf(page) / perFetch * perFetch;
                int to = Math.min(from + perFetch, residency.slots(object));
                pages = residency.pagesInSlots(object, from, to);
                checksums = new int[pages.length];
                for (int i = 0; i < pages.length; i++) {
                    checksums[i] = pages[i] < 0 ? 0 : residency.checksumOf(pages[i]);
                }
            }
            ByteBuffer content = read(object, from, pages.length);
            lock.writeLock().lock();
            try {
                for (int i = 0; i < pages.length; i++) {
                    fill(object, content, i, pages[i], checksums[i], pages[i] == page);
                }
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    private ByteBuffer read(String object, int fromSlot, int slots) throws ObjectStoreException {
        statistics.reads.increment();
        statistics.readBytes.add((long) slots * pageBytes);
        try {
            return store.get(object, (long) fromSlot * pageBytes, slots * pageBytes);
        } catch (ObjectStoreException e) {
            statistics.errors.increment();
            throw e;
        }
    }

    /** Writes a fetched page back, unless it became local meanwhile: a newer page is never overwritten. */
    private void fill(String object, ByteBuffer content, int index, int page, int checksum, boolean wanted)
            throws IOException {
        if (page < 0) {
            return;
        }
        synchronized (state) {
            if (!residency.isRemote(page) || !residency.objectOf(page).equals(object)) {
                return;
            }
        }
        ByteBuffer bytes = content.slice(index * pageBytes, pageBytes);
        if (checksum(page, bytes) != checksum) {
            statistics.errors.increment();
            if (wanted) {
                throw new ObjectStoreException(
                        Reason.CORRUPT, "Page " + page + " in the object " + object + " is not what was stored.", null);
            }
            return;
        }
        file.write(bytes, (long) page * pageBytes);
        synchronized (state) {
            residency.fetched(page);
            changed = true;
            remotePages = residency.remotePages();
        }
    }

    /** A checksum that is bound to its place: a page of another number does not pass. */
    private int checksum(int page, ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(page >>> 24);
        crc.update(page >>> 16);
        crc.update(page >>> 8);
        crc.update(page);
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /** Reads pages that are local; the caller fetched them before, and reads again if one left meanwhile. */
    public boolean readLocal(ByteBuffer buffer, long position) throws IOException {
        lock.readLock().lock();
        try {
            int first = (int) (position / pageBytes);
            int last = (int) ((position + buffer.remaining() - 1) / pageBytes);
            for (int page = first; page <= last; page++) {
                if (isRemote(page)) {
                    return false;
                }
            }
            file.read(buffer, position);
            return true;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Writes whole pages: they become local and their remote copies belong to the past. */
    public void write(ByteBuffer buffer, long position) throws IOException {
        int first = (int) (position / pageBytes);
        int last = (int) ((position + buffer.remaining() - 1) / pageBytes);
        lock.readLock().lock();
        try {
            file.write(buffer, position);
            synchronized (state) {
                for (int page = first; page <= last; page++) {
                    if (written != null) {
                        written.set(page);
                    }
                    changed |= residency.hasPlace(page);
                    residency.written(page);
                }
                remotePages = residency.remotePages();
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Makes the data durable, then what the residency said before. */
    public void force() throws IOException {
        synchronized (saving) {
            byte[] saved = null;
            synchronized (state) {
                if (changed) {
                    saved = residency.encode();
                    changed = false;
                }
            }
            file.force();
            if (saved != null) {
                residencyFile.save(saved);
            }
        }
    }

    /**
     * Moves all data pages to the store and gives their blocks back. Call it after a checkpoint; one call at a time.
     *
     * @return pages that left
     * @throws IOException if the store or the file failed; every page is still local or remote as before
     */
    public synchronized int offload() throws IOException {
        begin();
        try {
            List<Batch> batches = upload();
            List<String> before;
            byte[] manifest;
            synchronized (state) {
                if (batches.isEmpty() && !residency.hasReturned()) {
                    return 0; // nothing to move: no request
                }
                before = residency.objects();
                Residency next = decoded(residency.encode());
                batches.forEach(batch -> next.placed(batch.object, batch.pages, batch.checksums));
                next.compact();
                manifest = next.encode();
            }
            replaceManifest(manifest);
            int left = leave(batches);
            Set<String> dead = new HashSet<>(before);
            batches.forEach(batch -> dead.add(batch.object));
            synchronized (state) {
                dead.removeAll(residency.objects());
            }
            if (!dead.isEmpty()) {
                store.delete(dead);
            }
            return left;
        } finally {
            synchronized (state) {
                written = null;
            }
        }
    }

    private static Residency decoded(byte[] encoded) {
        try {
            return Residency.decode(encoded);
        } catch (IOException e) {
            throw new IllegalStateException("What was just encoded cannot be decoded.", e);
        }
    }

    private void begin() throws IOException {
        lock.writeLock().lock();
        try {
            if (residency.identity() == 0) {
                long identity = random.nextLong() | 1;
                ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
                buffer.putLong(0, identity);
                file.write(buffer, IDENTITY_OFFSET);
                file.force();
                residency = new Residency(identity);
            }
            synchronized (state) {
                written = new BitSet();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static final class Batch {
        private final String object;
        private final List<Integer> pages = new ArrayList<>();
        private final List<Integer> checksums = new ArrayList<>();
        private final ByteBuffer content;

        Batch(String object, int bytes) {
            this.object = object;
            content = ByteBuffer.allocate(bytes);
        }
    }

    /** Uploads the data pages that have no remote copy. */
    private List<Batch> upload() throws IOException {
        List<Batch> batches = new ArrayList<>();
        int end = (int) (file.sizeBytes() / pageBytes);
        ByteBuffer page = ByteBuffer.allocate(pageBytes).order(ByteOrder.nativeOrder());
        Batch open = null;
        for (int number = 1; number < end; number++) {
            synchronized (state) {
                if (residency.hasPlace(number)) {
                    continue;
                }
            }
            page.clear();
            file.read(page, (long) number * pageBytes);
            if (page.getShort(0) != DATA_PAGE) {
                continue;
            }
            if (open == null) {
                synchronized (state) {
                    open = new Batch(
                            prefix + "/" + residency.identity() + "-" + residency.nextGeneration() + "-"
                                    + Integer.toHexString(random.nextInt()),
                            objectBytes(end));
                }
            }
            open.pages.add(number);
            page.rewind();
            open.checksums.add(checksum(number, page));
            open.content.put(page.duplicate());
            if (!open.content.hasRemaining()) {
                batches.add(finish(open));
                open = null;
            }
        }
        if (open != null) {
            batches.add(finish(open));
        }
        return batches;
    }

    private int objectBytes(int pagesOfFile) {
        return (int) Math.min((long) OBJECT_BYTES / pageBytes, pagesOfFile) * pageBytes;
    }

    private Batch finish(Batch batch) throws ObjectStoreException {
        ByteBuffer content = batch.content.flip();
        statistics.uploads.increment();
        statistics.uploadedBytes.add(content.remaining());
        try {
            store.put(batch.object, content);
        } catch (ObjectStoreException e) {
            statistics.errors.increment();
            throw e;
        }
        return batch;
    }

    private void replaceManifest(byte[] manifest) throws ObjectStoreException {
        String name = prefix + "/manifest";
        String version = null;
        try {
            version = store.read(name).version();
        } catch (ObjectStoreException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
        }
        store.replace(name, ByteBuffer.wrap(manifest), version);
    }

    /** The last step: residency durable, then holes. */
    private int leave(List<Batch> batches) throws IOException {
        lock.writeLock().lock();
        try {
            file.force();
            byte[] durable;
            BitSet leaving = new BitSet();
            synchronized (state) {
                for (Batch batch : batches) {
                    residency.placed(batch.object, batch.pages, batch.checksums);
                }
                for (int page = written.nextSetBit(0); page >= 0; page = written.nextSetBit(page + 1)) {
                    residency.written(page);
                }
                int end = (int) (file.sizeBytes() / pageBytes);
                for (int page = 1; page < end; page++) {
                    if (residency.hasPlace(page) && !residency.isRemote(page)) {
                        residency.leave(page);
                        leaving.set(page);
                    }
                }
                residency.compact();
                durable = residency.encode();
                changed = false;
                remotePages = residency.remotePages();
            }
            synchronized (saving) {
                residencyFile.save(durable);
            }
            for (int page = leaving.nextSetBit(0); page >= 0; ) {
                int end = leaving.nextClearBit(page);
                file.punch((long) page * pageBytes, (long) (end - page) * pageBytes);
                page = leaving.nextSetBit(end);
            }
            return leaving.cardinality();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** The file is gone: forgets everything and deletes the objects, as far as the store lets us. */
    public void destroyed() throws IOException {
        List<String> objects;
        synchronized (state) {
            objects = new ArrayList<>(residency.objects());
        }
        lock.writeLock().lock();
        try {
            residency = new Residency(0);
            remotePages = 0;
            residencyFile.delete();
        } finally {
            lock.writeLock().unlock();
        }
        if (!objects.isEmpty()) {
            objects.add(prefix + "/manifest");
            store.delete(objects);
        }
    }
}
