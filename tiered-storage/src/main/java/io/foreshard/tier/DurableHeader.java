package io.foreshard.tier;

import io.foreshard.tier.PartitionHeader.Slot;
import java.io.IOException;
import java.util.Optional;

/**
 * The header of an open partition file as this process has written it: the generation in it, and the generation that is durable.
 *
 * <p>All methods but {@link #forceFile} and {@link #forced} are called under the lock of the {@link GroupResidency}, which says when they are due.
 */
final class DurableHeader {
    /** A generation that differs from all. */
    private static final long UNKNOWN = -1;

    private final PartitionFile file;
    private final PartitionHeader header;
    private final Object lock;
    private StoreIdentity store;
    private long written;
    private volatile long forced;

    /**
     * @param slot content of the header; empty if it has none
     * @param isForced whether the content is known to be durable
     * @param lock lock of the group
     */
    DurableHeader(
            PartitionFile file, PartitionHeader header, Optional<Slot> slot, boolean isForced, GroupResidency lock) {
        this.file = file;
        this.header = header;
        this.lock = lock;
        store = slot.map(Slot::store).orElse(null);
        written = slot.filter(Slot::isMarked).map(Slot::generation).orElse(UNKNOWN);
        forced = isForced ? slot.map(Slot::generation).orElse(0L) : UNKNOWN;
    }

    /**
     * From the next write on the header names a store.
     *
     * @param hasRemoteCopies whether the file has remote copies in the store that the header names now
     * @throws IOException if it has and that is another store
     */
    void target(StoreIdentity target, boolean hasRemoteCopies) throws IOException {
        if (hasRemoteCopies && !store.id().equals(target.id())) {
            throw new IOException("Its remote pages are in " + store.uri() + ", but the configured store is "
                    + target.uri() + ", which is another one.");
        }
        store = target;
    }

    /** Writes the generation of the table; durable after the next force. */
    void write(PageTable table) throws IOException {
        long generation = table.generation();
        header.write(new Slot(table.identity(), generation, table.remotePages(), store, true));
        written = generation;
    }

    /** Makes the generation of a table durable if it is not; does nothing for a partition that was never offloaded. */
    void force(PageTable table) throws IOException {
        if (table.generation() == 0) {
            return;
        }
        if (written != table.generation()) {
            write(table);
        }
        if (forced != written) {
            file.force();
            forced = written;
        }
    }

    /** Makes all earlier writes of the file durable, the header included. */
    void forceFile() throws IOException {
        long generation;
        synchronized (lock) {
            generation = written;
        }
        file.force();
        synchronized (lock) {
            if (generation <= written) { // else it was recalled since
                forced = Math.max(forced, generation);
            }
        }
    }

    /** Returns the generation that the file has durably seen. */
    long forced() {
        return forced;
    }

    /** Removes the identity from the file. */
    void clear() throws IOException {
        written = UNKNOWN; // if it fails, the header has to be written again
        forced = UNKNOWN;
        header.clear();
        written = 0;
        forced = 0;
    }
}
