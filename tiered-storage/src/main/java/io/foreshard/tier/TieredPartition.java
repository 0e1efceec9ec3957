package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
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
    private final PageTable pages;

    /**
     * Opens the partition.
     *
     * @param prefix prefix of its objects' names, which no other partition has: group, partition, node
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
        pages = new PageTable(this.residencyFile.load(identity()));
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
        return pages.isRemote(page);
    }

    /** Tells whether the file, which was opened again, is the one this speaks of. */
    public boolean isOfThisFile() throws IOException {
        return pages.identity() == identity();
    }

    /** Returns the size of a page. */
    public int pageBytes() {
        return pageBytes;
    }

    /** Returns the pages whose only copy is remote. */
    public int remotePages() {
        return pages.remotePages();
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

    /**
     * Makes a page local.
     *
     * @throws ObjectStoreException if it could not be fetched; nothing has changed
     */
    public void fetch(int page) throws IOException {
        if (!isRemote(page)) {
            return;
        }
        int perUnit = Math.max(1, readahead.next() / pageBytes);
        for (PageTable.Unit unit = pages.unitOf(page, perUnit); unit != null; unit = pages.unitOf(page, perUnit)) {
            // Whoever waits for the same unit finds its pages already here.
            synchronized (fetching[Math.floorMod(31 * unit.object().hashCode() + unit.fromSlot(), FETCHES)]) {
                if (pages.isRemoteIn(unit.object(), page)) {
                    fetch(unit, page);
                }
            }
        }
    }

    private void fetch(PageTable.Unit unit, int wanted) throws IOException {
        ByteBuffer content;
        try {
            content = objects.get(unit.object(), (long) unit.fromSlot() * pageBytes, unit.slots() * pageBytes);
        } catch (ObjectStoreException e) {
            if (pages.isRemoteIn(unit.object(), wanted)) {
                throw e;
            }
            return; // written, or moved to another object, while the request was under way
        }
        lock.writeLock().lock();
        try {
            for (int slot = 0; slot < unit.slots(); slot++) {
                int page = unit.page(slot);
                if (page >= 0 && pages.isRemoteIn(unit.object(), page)) {
                    ByteBuffer bytes = content.slice(slot * pageBytes, pageBytes);
                    fill(unit.object(), page, bytes, unit.checksum(slot), page == wanted);
                }
            }
        } finally {
            lock.writeLock().unlock();
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
        pages.fetched(page);
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
            pages.written(first, last);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Makes the data durable, then what the residency said before. */
    public void force() throws IOException {
        synchronized (saving) {
            byte[] saved = pages.takeUnsaved();
            try {
                file.force();
                if (saved != null) {
                    residencyFile.save(saved);
                }
            } catch (IOException | RuntimeException e) {
                pages.unsaved();
                throw e;
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
            List<Upload.Row> rows = new Upload(file, pageBytes, objects, this::newName).run(pages::hasPlace);
            if (rows.isEmpty() && !pages.hasReturned()) {
                return 0; // nothing to move: no request
            }
            Set<String> dead = new HashSet<>(pages.objects());
            objects.replaceManifest(pages.with(rows));
            int left = leave(rows);
            rows.forEach(row -> dead.add(row.object()));
            dead.removeAll(pages.objects());
            forget(dead);
            return left;
        } finally {
            pages.endOffload();
        }
    }

    /**
     * Brings all pages back and deletes the objects; one call at a time, and not beside an offload.
     *
     * @param copied tells whether somebody copies the file now: then its holes may have been copied, and the objects stay
     * @return pages that came back
     * @throws IOException if the store or the file failed, or the file is being copied; pages that came back until then are local
     */
    public synchronized int recall(BooleanSupplier copied) throws IOException {
        int back = pages.remotePages();
        for (int page = pages.nextRemote(0); page >= 0; page = pages.nextRemote(page)) {
            fetch(page);
        }
        force();
        if (copied.getAsBoolean()) {
            throw new IOException("A snapshot is being taken.");
        }
        List<String> named = pages.forgetPlaces();
        force();
        forget(objects.withManifest(named));
        return back;
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
        return objects.newName(pages.identity(), pages.nextGeneration());
    }

    private void begin() throws IOException {
        lock.writeLock().lock();
        try {
            if (pages.identity() == 0) {
                long identity = ThreadLocalRandom.current().nextLong() | 1;
                // Before the file says that it has a residency, there is one.
                residencyFile.save(new Residency(identity).encode());
                ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
                buffer.putLong(0, identity);
                file.write(buffer, IDENTITY_OFFSET);
                file.force();
                pages.replace(new Residency(identity));
            }
            pages.beginOffload();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** The last step: residency durable, then holes. Nobody writes meanwhile. */
    private int leave(List<Upload.Row> rows) throws IOException {
        lock.writeLock().lock();
        try {
            BitSet leaving = pages.leave(rows, (int) (file.sizeBytes() / pageBytes));
            force();
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
        List<String> orphans = objects.orphans(listed, pages.objects());
        objects.delete(orphans);
        statistics.orphansDeleted(orphans.size());
        return orphans.size();
    }

    /** Tells whether objects of this partition are named by its residency: a copy of its file may have holes. */
    public boolean hasObjects() {
        return !pages.objects().isEmpty();
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
            named = objects.withManifest(pages.objects());
            pages.replace(new Residency(0));
            residencyFile.delete();
        } finally {
            lock.writeLock().unlock();
        }
        return named;
    }
}
