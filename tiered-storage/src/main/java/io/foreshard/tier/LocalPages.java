package io.foreshard.tier;

import io.foreshard.tier.PartitionHeader.Slot;
import io.foreshard.tier.ResidencyRecord.Changes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * The partition file together with its page table: no read returns a punched page, and no fetched page replaces a newer one.
 *
 * <p>A read takes no lock: it checks before and after that its pages were local all the time. Writes of the database share a lock; filling, releasing and
 * destroying take it alone. No request to the store is sent under it.
 *
 * <p>{@link GroupResidency} says in which order log, file and header become durable. Thread-safe.
 */
final class LocalPages {
    private final int partition;
    private final PartitionFile file;
    private final PartitionHeader header;
    private final DurableHeader durableHeader;
    private final GroupResidency group;
    private final MemoryPages memory;
    private final UnitFill fill;
    private final int pageBytes;
    private final PageTable table;
    private final Lock shared;
    private final Lock alone;
    private final FileCopies copies;
    private final PendingChanges pending;

    /** Number of commits that may have punched holes: a reader that sees it change reads again. */
    private volatile long releases;
    /** Changes that a flush of the group records; guarded by the group. */
    private Changes recording;

    private volatile boolean destroyed;

    /** @throws IOException if file and residency do not belong together: the location of pages is unknown */
    LocalPages(
            int partition,
            PartitionFile file,
            PageFormat format,
            GroupResidency group,
            UnwrittenPages unwritten,
            int slotBits)
            throws IOException {
        this.partition = partition;
        this.file = file;
        this.header = new PartitionHeader(file, format);
        this.group = group;
        this.pageBytes = format.pageBytes();
        boolean isNew = file.sizeBytes() <= pageBytes;
        boolean mayBeTorn = group.mayBeTorn(partition);
        Optional<Slot> slot = header.read(mayBeTorn);
        if (slot.isEmpty() && mayBeTorn) {
            // Else a power failure restores the header, and a compacted log does not know its identity.
            file.force();
        }
        GroupResidency.Taken taken = group.take(partition, slot, isNew, slotBits);
        this.table = new PageTable(taken.residency());
        memory = new MemoryPages(unwritten, table);
        fill = new UnitFill(file, pageBytes, table, memory);
        if (taken.isComplete() || slot.isEmpty() && header.isUsed()) {
            header.clear();
        }
        durableHeader = new DurableHeader(file, header, slot, taken.isForced(), group);
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        shared = lock.readLock();
        alone = lock.writeLock();
        pending = new PendingChanges(group.checkpoints());
        copies = new FileCopies(file, pageBytes, table, alone, () -> group.changed(this), pending);
        group.opened(this);
    }

    int partition() {
        return partition;
    }

    String groupName() {
        return group.name();
    }

    PageTable table() {
        return table;
    }

    /** Returns the contents of remote pages that the node has without a request. */
    FileCopies copies() {
        return copies;
    }

    /** Returns whether the header of the file, perhaps opened again, is still the one that the table speaks of. */
    boolean isSameFile() throws IOException {
        synchronized (group) {
            Optional<Slot> slot = header.read();
            return slot.isEmpty() ? table.generation() == 0 : slot.get().identity() == table.identity();
        }
    }

    /**
     * Reads whole or partial pages; returns false if one of them is remote only, and the buffer is as before. A single page that was fetched and not written into
     * the file is read from memory, once.
     */
    boolean read(ByteBuffer buffer, long position) throws IOException {
        int first = pageAt(position);
        int last = pageAt(position + buffer.remaining() - 1);
        int start = buffer.position();
        while (true) {
            long before = releases;
            if (anyRemote(first, last)) {
                return first == last && readUnwritten(first, buffer, (int) (position % pageBytes));
            }
            file.read(buffer, position);
            if (releases == before && !anyRemote(first, last)) {
                return true;
            }
            buffer.position(start);
        }
    }

    private boolean readUnwritten(int page, ByteBuffer buffer, int offset) {
        ByteBuffer content = memory.take(page);
        if (content != null) {
            buffer.put(content.slice(offset, buffer.remaining()));
        }
        return content != null;
    }

    /** Returns the fetched pages that are in memory instead of the file. */
    MemoryPages memory() {
        return memory;
    }

    private boolean anyRemote(int first, int last) {
        for (int page = first; page <= last; page++) {
            if (table.isRemote(page)) {
                return true;
            }
        }
        return false;
    }

    /** Writes whole pages: they become local. */
    void write(ByteBuffer buffer, long position) throws IOException {
        int first = pageAt(position);
        int last = pageAt(position + buffer.remaining() - 1);
        shared.lock();
        try {
            file.write(buffer, position);
            if (table.written(first, last)) {
                group.changed(this);
            }
        } finally {
            shared.unlock();
        }
    }

    /**
     * Takes the accepted pages of a fetched unit, see {@link UnitFill}.
     *
     * @param intoFile if false, all of them stay remote and are kept in memory
     * @return why a page was not written into the file; null if there was no failure
     */
    IOException fill(FetchUnit unit, ByteBuffer content, boolean intoFile, UnitFill.Check check) throws IOException {
        alone.lock();
        try {
            return fill.fill(unit, content, intoFile, check);
        } finally {
            alone.unlock();
        }
    }

    /**
     * Makes all earlier writes durable, and before them the records of the changes of the group's partitions.
     *
     * <p>Written pages may be recorded before their content is durable: until the checkpoint ends, the database writes them again after a crash. Fetched
     * pages are recorded by the next force.
     */
    void force() throws IOException {
        group.flush();
        UnrecordedChanges.Fetched fetched = table.fetched();
        durableHeader.forceFile();
        if (table.forced(fetched)) {
            group.changed(this);
        }
    }

    /**
     * Records written pages from now on.
     *
     * @param target store that the header names from the commit on
     */
    void beginOffload(StoreIdentity target) throws IOException {
        alone.lock();
        try {
            checkPresent();
            group.flush();
            if (table.identity() == 0) {
                table.replace(new Residency(ThreadLocalRandom.current().nextLong() | 1, 0, table.slotBits()));
            }
            synchronized (group) {
                durableHeader.target(target, table.generation() != 0);
            }
            table.beginOffload();
        } finally {
            alone.unlock();
        }
    }

    void endOffload() {
        table.endOffload();
    }

    /**
     * Commits an upload: the record and the header are durable, then the holes are punched. No write happens in between.
     *
     * @return the pages released, and the objects that hold no valid copy any more
     */
    PageTable.Commit commit(List<StoredObject> stored, AfterUpload after) throws IOException {
        alone.lock();
        try {
            checkPresent();
            PageTable.Commit[] commit = new PageTable.Commit[1];
            stored.forEach(pending::addAll); // before: a commit whose header could not be written has changed the table
            commit(() -> table.commitRecord(partition, stored, after), () -> commit[0] = table.commit(stored, after));
            file.punch(commit[0].released(), pageBytes);
            return commit[0];
        } finally {
            alone.unlock();
        }
    }

    /** Returns a number that grows with each change of {@link #releasable}. */
    long changes() {
        return table.changes() + group.checkpoints().ended();
    }

    /** Returns the pages of each unit that {@link #release} would release, up to the last unit that may have one. */
    byte[] releasable(int unitPages) {
        byte[] pages = table.pagesWithBoth(unitPages);
        pending.all().forEach(page -> {
            int unit = page / unitPages;
            // A page in none of these units has no local copy with a remote one.
            if (unit < pages.length && pages[unit] > 0 && table.state(page) == PageState.BOTH) {
                pages[unit]--;
            }
        });
        return pages;
    }

    private void commit(Supplier<ResidencyRecord> record, Runnable change) throws IOException {
        group.commit(this, record, change);
        releases++;
        durableHeader.forceFile();
        group.confirm(this); // from now on the record is never left out: the pages that it releases may be holes
    }

    /** Gives up the local copies of those of some pages that have both copies and are not changed in memory; returns their number. */
    int release(BitSet pages) throws IOException {
        alone.lock();
        try {
            checkPresent();
            ChangedPages released = pending.without(table.withBoth(pages));
            if (!released.isEmpty()) {
                commit(() -> table.releaseRecord(partition, released), () -> table.release(released));
                file.punch(released.toBitSet(), pageBytes);
            }
            return released.size();
        } finally {
            alone.unlock();
        }
    }

    /** Punches the blocks of all remote pages again: a crash may have left some. */
    void reclaim() throws IOException {
        alone.lock();
        try {
            file.punch(table.remote(), pageBytes);
        } finally {
            alone.unlock();
        }
    }

    private void checkPresent() throws IOException {
        if (destroyed) {
            throw new IOException("The partition was deleted.");
        }
    }

    /**
     * Drops all remote copies; every page is local and durable. The file has no identity any more when the method returns.
     *
     * @return the objects that held them
     * @throws IllegalStateException if a page is remote only
     */
    List<PageObject> dropRemoteCopies() throws IOException {
        alone.lock();
        try {
            checkPresent();
            if (table.remotePages() > 0) {
                throw new IllegalStateException("A page is remote only.");
            }
            List<PageObject> objects = table.objects();
            if (table.generation() != 0) {
                group.recall(this, () -> table.replace(new Residency(0, 0, table.slotBits())));
            }
            return objects;
        } finally {
            alone.unlock();
        }
    }

    /** The file is about to be deleted: waits for a running commit, and refuses later ones. */
    void deleting() {
        alone.lock();
        try {
            destroyed = true;
        } finally {
            alone.unlock();
        }
    }

    /** Returns whether the file is deleted or about to be: nothing is written to it any more. */
    boolean isDeleted() {
        return destroyed;
    }

    /** Continues without remote pages because the file is deleted; returns the objects it had. */
    List<PageObject> destroy() throws IOException {
        alone.lock();
        try {
            List<PageObject> objects = table.objects();
            destroyed = true;
            group.destroyed(this);
            table.replace(new Residency(0, 0, table.slotBits()));
            return objects;
        } finally {
            alone.unlock();
        }
    }

    /** Makes everything durable, pages that were fetched too, and ends the use of this object: the file is about to be closed. */
    void close() throws IOException {
        if (!destroyed) {
            force();
            group.flush();
            group.close(this);
        }
    }

    /** Takes the changes since the last record; null if there are none. Called under the lock of the group. */
    ResidencyRecord takeRecord() {
        recording = table.takeChanges();
        long next = table.generation() + 1;
        return recording == null ? null : ResidencyRecord.changed(partition, table.identity(), next, recording);
    }

    /** The taken changes could not be recorded. Called under the lock of the group. */
    void restoreChanges() {
        table.restore(recording);
    }

    /** The taken changes were recorded. Called under the lock of the group. */
    void recorded() {
        table.generation(table.generation() + 1);
    }

    DurableHeader header() {
        return durableHeader;
    }

    private int pageAt(long position) {
        return (int) (position / pageBytes);
    }
}
