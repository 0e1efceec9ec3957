package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The partition file together with its page table: both change under one lock, so that no read meets a hole and no fetched page replaces a newer one.
 *
 * <p>Reads and writes of the database share the lock; filling, releasing and destroying take it alone. No request to the store is sent under it.
 *
 * <p>The residency on disk is never newer than the data: {@link #force} takes the table, forces the file, then saves the table it took. Thread-safe.
 */
final class LocalPages {
    private final PartitionFile file;
    private final FileIdentity identity;
    private final ResidencyFile residencyFile;
    private final int pageBytes;
    private final PageTable table;
    private final Lock shared;
    private final Lock alone;
    private final Object saving = new Object();

    /** @throws IOException if the residency cannot be used: the location of remote pages is unknown */
    LocalPages(PartitionFile file, PageFormat format, Path residency) throws IOException {
        this.file = file;
        this.identity = new FileIdentity(file, format);
        this.residencyFile = new ResidencyFile(residency);
        this.pageBytes = format.pageBytes();
        this.table = new PageTable(residencyFile.load(identity.read()));
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        shared = lock.readLock();
        alone = lock.writeLock();
    }

    PageTable table() {
        return table;
    }

    /** Returns whether the file still has the identity that the table speaks of. */
    boolean isSameFile() throws IOException {
        return table.identity() == identity.read();
    }

    /** Reads whole or partial pages; returns false, and reads nothing, if one of them is remote only. */
    boolean read(ByteBuffer buffer, long position) throws IOException {
        shared.lock();
        try {
            int last = pageAt(position + buffer.remaining() - 1);
            for (int page = pageAt(position); page <= last; page++) {
                if (table.isRemote(page)) {
                    return false;
                }
            }
            file.read(buffer, position);
            return true;
        } finally {
            shared.unlock();
        }
    }

    /** Writes whole pages: they become local. */
    void write(ByteBuffer buffer, long position) throws IOException {
        int first = pageAt(position);
        int last = pageAt(position + buffer.remaining() - 1);
        shared.lock();
        try {
            file.write(buffer, position);
            table.written(first, last);
        } finally {
            shared.unlock();
        }
    }

    /** Receives the pages of a unit that are still remote in its object. */
    interface Fill {
        /** Returns whether the page may be written into the file: its checksum is right. */
        boolean accepts(int page, ByteBuffer content, int checksum) throws IOException;
    }

    /** Writes the accepted pages of a fetched unit into the file; pages that became local since are left alone. */
    void fill(FetchUnit unit, ByteBuffer content, Fill fill) throws IOException {
        alone.lock();
        try {
            for (int slot = 0; slot < unit.slots(); slot++) {
                int page = unit.page(slot);
                if (page < 0 || !table.isRemoteIn(unit.object(), page)) {
                    continue;
                }
                ByteBuffer bytes = content.slice(slot * pageBytes, pageBytes);
                if (fill.accepts(page, bytes, unit.checksum(slot))) {
                    file.write(bytes, (long) page * pageBytes);
                    table.fetched(page);
                }
            }
        } finally {
            alone.unlock();
        }
    }

    /**
     * Makes the data durable, then the residency as it was before the call. When it fails, the residency is saved by a later call.
     *
     * <p>Writes the whole residency if the state of any page has changed: this costs the pages of the partition.
     */
    void force() throws IOException {
        synchronized (saving) {
            byte[] saved = table.takeUnsaved();
            try {
                file.force();
                if (saved != null) {
                    residencyFile.save(saved);
                }
            } catch (IOException | RuntimeException e) {
                table.unsaved();
                throw e;
            }
        }
    }

    /** Records written pages from now on, and gives the file an identity if it has none. */
    void beginOffload() throws IOException {
        alone.lock();
        try {
            if (table.identity() == 0) {
                // The residency is durable before the header says that there is one.
                Residency empty = new Residency(FileIdentity.random());
                residencyFile.save(ResidencyCodec.encode(empty));
                identity.write(empty.identity());
                table.replace(empty);
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
     * Commits an upload: the residency says REMOTE durably, then the holes are punched. No write happens in between.
     *
     * @return the pages released, and the objects that hold no valid copy any more
     */
    PageTable.Commit commit(List<StoredObject> stored) throws IOException {
        alone.lock();
        try {
            PageTable.Commit commit = table.commit(stored);
            force();
            punch(commit.released());
            return commit;
        } finally {
            alone.unlock();
        }
    }

    private void punch(BitSet pages) throws IOException {
        for (int page = pages.nextSetBit(0); page >= 0; ) {
            int end = pages.nextClearBit(page);
            file.punch((long) page * pageBytes, (long) (end - page) * pageBytes);
            page = pages.nextSetBit(end);
        }
    }

    /** Continues without remote pages because the file is deleted; returns the names of the objects it had. */
    Collection<String> destroy() throws IOException {
        alone.lock();
        try {
            List<String> objects = table.objects();
            table.replace(new Residency(0));
            residencyFile.delete();
            return objects;
        } finally {
            alone.unlock();
        }
    }

    private int pageAt(long position) {
        return (int) (position / pageBytes);
    }
}
