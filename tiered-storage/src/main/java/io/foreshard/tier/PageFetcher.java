package io.foreshard.tier;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fetches remote pages of one partition, each with its neighbours in one ranged read, verifies them and writes them into the partition file, or
 * keeps them in memory for one read if the file cannot take them.
 *
 * <p>Thread-safe. Threads that want pages of the same unit share one request.
 */
final class PageFetcher {
    /** Maximum number of concurrent reads of one partition. */
    private static final int STRIPES = 16;

    private final LocalPages local;
    private final PartitionObjects objects;
    private final int pageBytes;
    private final PageChecksum checksum;
    private final DamagedPages damaged;
    private final TierListener listener;
    private final Readahead readahead = new Readahead(System::nanoTime);
    private final Object[] stripes = Stream.generate(Object::new).limit(STRIPES).toArray();

    PageFetcher(
            LocalPages local,
            PartitionObjects objects,
            int pageBytes,
            PageChecksum checksum,
            DamagedPages damaged,
            TierListener listener) {
        this.damaged = damaged;
        this.local = local;
        this.objects = objects;
        this.pageBytes = pageBytes;
        this.checksum = checksum;
        this.listener = listener;
    }

    /**
     * Makes a page readable: local, or in memory if the partition file cannot take it. Does nothing if it is.
     *
     * @throws IOException if the page could not be fetched or is corrupt; its state is unchanged
     */
    void fetch(int page) throws IOException {
        fetch(page, false);
    }

    /**
     * Makes a page local; does nothing if it is.
     *
     * @throws IOException as {@link #fetch}, or if the partition file could not be written
     */
    void fill(int page) throws IOException {
        fetch(page, true);
    }

    private void fetch(int page, boolean intoFile) throws IOException {
        PageTable table = local.table();
        if (!table.isRemote(page)) {
            return;
        }
        int slots = Math.max(1, readahead.next() / pageBytes);
        for (FetchUnit unit = table.unitOf(page, slots); unit != null; unit = table.unitOf(page, slots)) {
            synchronized (stripe(unit)) {
                // A thread that held the stripe before may have fetched the page.
                if (!intoFile && local.isUnwritten(unit.object(), page)) {
                    return;
                }
                IOException unwritten = table.isRemoteIn(unit.object(), page) ? fetch(unit, page) : null;
                if (unwritten != null && intoFile) {
                    throw unwritten;
                }
                if (unwritten != null) {
                    listener.fillFailed(local.groupName(), local.partition(), unwritten);
                    return;
                }
            }
        }
    }

    private Object stripe(FetchUnit unit) {
        return stripes[Math.floorMod(31 * unit.object().hashCode() + unit.fromSlot(), STRIPES)];
    }

    /** Fetches a unit; returns why the file did not take all of its pages, null if it did. */
    private IOException fetch(FetchUnit unit, int wanted) throws IOException {
        ByteBuffer content;
        try {
            content = objects.get(unit.object(), (long) unit.fromSlot() * pageBytes, unit.slots() * pageBytes);
        } catch (ObjectStoreException e) {
            if (!local.table().isRemoteIn(unit.object(), wanted)) {
                return null; // written, or moved to another object, while the request was under way
            }
            if (!isLost(e)) {
                if (reuse(unit, wanted, e)) {
                    return null;
                }
                throw e;
            }
            if (heal(unit, wanted)) {
                return null;
            }
            throw damaged.failure(unit.object(), wanted, e);
        }
        List<Integer> corrupt = new ArrayList<>();
        IOException unwritten = local.fill(unit, content, (page, bytes, expected) -> {
            boolean intact = checksum.of(unit.generation(), page, bytes) == expected;
            if (!intact) {
                corrupt.add(page);
            }
            return intact;
        });
        for (int page : corrupt) {
            if (heal(unit, page)) {
                continue;
            }
            if (page == wanted) {
                throw damaged.failure(unit.object(), page, null);
            }
            damaged.found(unit.object(), page);
        }
        return unwritten;
    }

    /** Returns whether repeating the request cannot help. */
    static boolean isLost(ObjectStoreException failure) {
        return failure.reason() == Reason.NOT_FOUND || failure.reason() == Reason.CORRUPT;
    }

    /** Uses the bytes that a crash left in the file, if they are the page. */
    private boolean reuse(FetchUnit unit, int page, ObjectStoreException unavailable) {
        try {
            boolean reused = local.copies().reuse(unit, unit.slotOf(page), checksum);
            if (reused) {
                listener.pageReused(unit.object(), page);
            }
            return reused;
        } catch (IOException e) {
            unavailable.addSuppressed(e);
            return false;
        }
    }

    /** Uses the bytes that a crash left in the file, if they are the page. A corrupt neighbour stays remote and fails the fetch that wants it. */
    private boolean heal(FetchUnit unit, int page) throws IOException {
        boolean healed = local.copies().heal(unit, unit.slotOf(page), checksum);
        if (healed) {
            listener.pageHealed(unit.object(), page);
        }
        return healed;
    }
}
