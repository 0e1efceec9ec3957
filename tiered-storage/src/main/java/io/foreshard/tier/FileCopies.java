package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Lock;

/**
 * The contents of remote pages that a node has without a request: bytes at their place in the partition file, or in the memory of the database. Each is taken
 * only if its checksum says that it is the content of the remote copy. Thread-safe.
 */
final class FileCopies {
    private final PartitionFile file;
    private final int pageBytes;
    private final PageTable table;
    private final Lock alone;
    private final Runnable changed;
    private final PendingChanges pending;

    /**
     * @param alone lock of the file and its table against every other change
     * @param changed is run when the table has a change to record
     * @param pending pages that the database changes in memory
     */
    FileCopies(
            PartitionFile file, int pageBytes, PageTable table, Lock alone, Runnable changed, PendingChanges pending) {
        this.file = file;
        this.pageBytes = pageBytes;
        this.table = table;
        this.alone = alone;
        this.changed = changed;
        this.pending = pending;
    }

    /**
     * Takes the bytes of a page in the file for its content and gives up its damaged remote copy, if their checksum says that they are the page: it has
     * both copies, or a crash left them there. The page is then local, and durable.
     *
     * @return whether it was
     */
    boolean heal(FetchUnit unit, int slot, PageChecksum checksum) throws IOException {
        alone.lock();
        try {
            int page = unit.page(slot);
            if (!table.isIn(unit.object(), page)) {
                return true;
            }
            ByteBuffer bytes = ByteBuffer.allocate(pageBytes);
            file.read(bytes, (long) page * pageBytes);
            if (checksum.of(unit.generation(), page, bytes.flip()) != unit.checksum(slot)) {
                return false;
            }
            file.force();
            if (table.healed(page)) {
                changed.run();
            }
            return true;
        } finally {
            alone.unlock();
        }
    }

    /**
     * Takes the bytes of a page in the file for its content while the store does not deliver it, if their checksum says that they are: a fetch or
     * {@link #keep} wrote them, and the process was killed before that was recorded. The remote copy stays valid.
     *
     * @return whether the page is not remote in that object any more
     */
    boolean reuse(FetchUnit unit, int slot, PageChecksum checksum) throws IOException {
        alone.lock();
        try {
            int page = unit.page(slot);
            if (!table.isRemoteIn(unit.object(), page)) {
                return true;
            }
            ByteBuffer bytes = ByteBuffer.allocate(pageBytes);
            file.read(bytes, (long) page * pageBytes);
            if (isHole(bytes.flip()) || checksum.of(unit.generation(), page, bytes) != unit.checksum(slot)) {
                return false;
            }
            table.fetched(page);
            return true;
        } finally {
            alone.unlock();
        }
    }

    /** Returns whether all bytes are 0: one in 4 billion holes has the checksum of its page. */
    private static boolean isHole(ByteBuffer bytes) {
        for (int at = 0; at < bytes.limit(); at += Long.BYTES) {
            if (bytes.getLong(at) != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The database is about to change a page in memory: its local copy, if it has one, stays until the page is written.
     *
     * @return whether it has a local copy
     */
    boolean changing(int page) {
        alone.lock();
        try {
            pending.add(page);
            return !table.isRemote(page);
        } finally {
            alone.unlock();
        }
    }

    /**
     * Writes the content that the database has in memory for a remote page into the file, if their checksum says that it is the content of the remote copy.
     *
     * @return whether the page was remote and is local now
     */
    boolean keep(int page, ByteBuffer content, PageChecksum checksum) throws IOException {
        alone.lock();
        try {
            FetchUnit unit = table.rangeOf(page);
            if (unit == null || checksum.of(unit.generation(), page, content) != unit.checksum(unit.slotOf(page))) {
                return false;
            }
            file.write(content.duplicate(), (long) page * pageBytes);
            table.fetched(page);
            return true;
        } finally {
            alone.unlock();
        }
    }
}
