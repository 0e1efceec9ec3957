package io.foreshard.plugin.tier;

import io.foreshard.plugin.store.ObjectStore;
import io.foreshard.plugin.store.ObjectStoreException;
import io.foreshard.plugin.store.ObjectStoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
    /** Where the identity stands in the header page, beyond the 17 bytes Ignite uses. */
    private static final int IDENTITY_OFFSET = 64;
    /** Most reads of one partition at once; those of the same unit always wait for one another. */
    private static final int FETCHES = 16;

    private final PartitionFile file;
    private final ResidencyFile residencyFile;
    private final int pageBytes;
    private final PartitionObjects objects;
    private final TierStatistics statistics;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Readahead readahead = new Readahead(System::nanoTime);
    private final Object[] fetching =
            Stream.generate(Object::new).limit(FETCHES).toArray();
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
        this.file = file;
        this.residencyFile = new ResidencyFile(residencyFile);
        this.pageBytes = pageBytes;
        this.objects = new PartitionObjects(prefix, store, statistics);
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

    /** Returns when the file was written last, milliseconds since 1970 UTC. */
    public long modifiedMillis() {
        return file.modifiedMillis();
    }

    /** Returns the bytes the file system has allocated for the file. */
    public long allocatedBytes() {
        return file.allocatedBytes();
    }

    /** The pages that one ranged read brings: neighbours in an object. */
    private record Unit(String object, int fromSlot, int[] pages, int[] checksums) {}

    /**
     * Makes a page local.
     *
     * @throws ObjectStoreException if it could not be fetched; nothing has changed
     */
    public void fetch(int page) throws IOException {
        if (!isRemote(page)) {
            return;
        }
        int bytes = readahead.next();
        for (Unit unit = unitOf(page, bytes); unit != null; unit = unitOf(page, bytes)) {
            // Whoever waits for the same unit finds its pages already here.
            synchronized (fetching[Math.floorMod(31 * unit.object.hashCode() + unit.fromSlot, FETCHES)]) {
                if (isRemoteIn(unit.object, page)) {
                    fetch(unit, page);
                }
            }
        }
    }

    private void fetch(Unit unit, int wanted) throws IOException {
        ByteBuffer content;
        try {
            content = objects.get(unit.object, (long) unit.fromSlot * pageBytes, unit.pages.length * pageBytes);
        } catch (ObjectStoreException e) {
            if (isRemoteIn(unit.object, wanted)) {
                throw e;
            }
            return; // written, or moved to another object, while the request was under way
        }
        lock.writeLock().lock();
        try {
            for (int i = 0; i < unit.pages.length; i++) {
                if (unit.pages[i] >= 0 && isRemoteIn(unit.object, unit.pages[i])) {
                    ByteBuffer bytes = content.slice(i * pageBytes, pageBytes);
                    fill(unit.object, unit.pages[i], bytes, unit.checksums[i], unit.pages[i] == wanted);
                }
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Returns the unit that brings a page, or null if the page is local. */
    private Unit unitOf(int page, int bytes) {
        synchronized (state) {
            if (!residency.isRemote(page)) {
                return null;
            }
            String object = residency.objectOf(page);
            int perUnit = Math.max(1, bytes / pageBytes);
            int from = residency.slotOf(page) / perUnit * perUnit;
            int[] pages = residency.pagesInSlots(object, from, Math.min(from + perUnit, residency.slots(object)));
            int[] checksums = IntStream.of(pages)
                    .map(known -> known < 0 ? 0 : residency.checksumOf(known))
                    .toArray();
            return new Unit(object, from, pages, checksums);
        }
    }

    private boolean isRemoteIn(String object, int page) {
        synchronized (state) {
            return residency.isRemote(page) && residency.objectOf(page).equals(object);
        }
    }

    /** Writes a fetched page back. A neighbour that is damaged stays remote, and is reported when it is wanted. */
    private void fill(String object, int page, ByteBuffer bytes, int checksum, boolean wanted) throws IOException {
        if (PageChecksum.of(page, bytes) != checksum) {
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
            try {
                file.force();
                if (saved != null) {
                    residencyFile.save(saved);
                }
            } catch (IOException | RuntimeException e) {
                unsaved();
                throw e;
            }
        }
    }

    /** What was to be saved was not: the next attempt has to. */
    private void unsaved() {
        synchronized (state) {
            changed = true;
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
            List<Upload.Row> rows = new Upload(file, pageBytes, objects, this::newName).run(this::hasPlace);
            Set<String> dead = new HashSet<>();
            byte[] manifest;
            synchronized (state) {
                if (rows.isEmpty() && !residency.hasReturned()) {
                    return 0; // nothing to move: no request
                }
                dead.addAll(residency.objects());
                Residency next = decoded(residency.encode());
                rows.forEach(row -> next.placed(row.object(), row.pages(), row.checksums()));
                next.compact();
                manifest = next.encode();
            }
            objects.replaceManifest(manifest);
            int left = leave(rows);
            rows.forEach(row -> dead.add(row.object()));
            synchronized (state) {
                dead.removeAll(residency.objects());
            }
            forget(dead);
            return left;
        } finally {
            synchronized (state) {
                written = null;
            }
        }
    }

    /**
     * Brings all pages back and deletes the objects; one call at a time, and not beside an offload.
     *
     * @return pages that came back
     * @param copied tells whether somebody copies the file now: then its holes may have been copied, and the objects stay
     * @throws IOException if the store or the file failed, or the file is being copied; pages that came back until then are local
     */
    public synchronized int recall(BooleanSupplier copied) throws IOException {
        int pages = remotePages;
        for (int page = nextRemote(0); page >= 0; page = nextRemote(page)) {
            fetch(page);
        }
        force();
        if (copied.getAsBoolean()) {
            throw new IOException("A snapshot is being taken.");
        }
        List<String> named;
        synchronized (state) {
            named = residency.objects();
            residency.forgetPlaces();
            changed = true;
        }
        force();
        forget(objects.withManifest(named));
        return pages;
    }

    private int nextRemote(int from) {
        synchronized (state) {
            return residency.nextRemote(from);
        }
    }

    /** Deletes objects that nothing names any more; what cannot be deleted now is an orphan, see {@link #deleteOrphans}. */
    public void forget(Collection<String> dead) {
        try {
            objects.delete(dead);
        } catch (ObjectStoreException e) {
            statistics.orphaned(dead.size());
        }
    }

    private String newName() {
        synchronized (state) {
            return objects.newName(residency.identity(), residency.nextGeneration());
        }
    }

    private boolean hasPlace(int page) {
        synchronized (state) {
            return residency.hasPlace(page);
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
                long identity = ThreadLocalRandom.current().nextLong() | 1;
                // Before the file says that it has a residency, there is one.
                residencyFile.save(new Residency(identity).encode());
                ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
                buffer.putLong(0, identity);
                file.write(buffer, IDENTITY_OFFSET);
                file.force();
                synchronized (state) {
                    residency = new Residency(identity);
                }
            }
            synchronized (state) {
                written = new BitSet();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** The last step: residency durable, then holes. */
    private int leave(List<Upload.Row> rows) throws IOException {
        lock.writeLock().lock();
        try {
            file.force();
            byte[] durable;
            BitSet leaving = new BitSet();
            synchronized (state) {
                for (Upload.Row row : rows) {
                    residency.placed(row.object(), row.pages(), row.checksums());
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
            try {
                synchronized (saving) {
                    residencyFile.save(durable);
                }
            } catch (IOException | RuntimeException e) {
                unsaved();
                throw e;
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

    /**
     * Deletes objects that an offload left behind when it was cut off.
     *
     * @param listed names in the store, listed before this call: what is uploaded later is not among them
     * @return objects deleted
     */
    public synchronized int deleteOrphans(Collection<String> listed) throws IOException {
        force(); // what the durable residency names must not be deleted
        List<String> orphans;
        synchronized (state) {
            orphans = objects.orphans(listed, residency.objects());
        }
        objects.delete(orphans);
        statistics.orphansDeleted(orphans.size());
        return orphans.size();
    }

    /** Tells whether objects of this partition are named by its residency: a copy of its file may have holes. */
    public boolean hasObjects() {
        synchronized (state) {
            return !residency.objects().isEmpty();
        }
    }

    /**
     * The file is gone: forgets everything.
     *
     * @return the objects that {@link #forget} may delete
     */
    public Collection<String> destroyed() throws IOException {
        Collection<String> named;
        lock.writeLock().lock();
        try {
            synchronized (state) {
                named = objects.withManifest(residency.objects());
                residency = new Residency(0);
                remotePages = 0;
            }
            residencyFile.delete();
        } finally {
            lock.writeLock().unlock();
        }
        return named;
    }
}
