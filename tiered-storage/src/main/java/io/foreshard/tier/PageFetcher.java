package io.foreshard.tier;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.Stream;

/**
 * Fetches remote pages of one partition, each with its neighbours in one ranged read, verifies them and writes them into the partition file.
 *
 * <p>Thread-safe. Threads that want pages of the same unit share one request.
 */
final class PageFetcher {
    /** Most concurrent reads of one partition. */
    private static final int STRIPES = 16;

    private final LocalPages local;
    private final PartitionObjects objects;
    private final int pageBytes;
    private final TierListener listener;
    private final Readahead readahead = new Readahead(System::nanoTime);
    private final Object[] stripes = Stream.generate(Object::new).limit(STRIPES).toArray();

    PageFetcher(LocalPages local, PartitionObjects objects, int pageBytes, TierListener listener) {
        this.local = local;
        this.objects = objects;
        this.pageBytes = pageBytes;
        this.listener = listener;
    }

    /**
     * Makes a page local; does nothing if it is.
     *
     * @throws ObjectStoreException if the page could not be fetched or is corrupt; its state is unchanged
     * @throws IOException if the partition file could not be written
     */
    void fetch(int page) throws IOException {
        PageTable table = local.table();
        if (!table.isRemote(page)) {
            return;
        }
        int slots = Math.max(1, readahead.next() / pageBytes);
        for (FetchUnit unit = table.unitOf(page, slots); unit != null; unit = table.unitOf(page, slots)) {
            synchronized (stripe(unit)) {
                // A thread that held the stripe before may have fetched the page.
                if (table.isRemoteIn(unit.object(), page)) {
                    fetch(unit, page);
                }
            }
        }
    }

    private Object stripe(FetchUnit unit) {
        return stripes[Math.floorMod(31 * unit.object().hashCode() + unit.fromSlot(), STRIPES)];
    }

    private void fetch(FetchUnit unit, int wanted) throws IOException {
        ByteBuffer content;
        try {
            content = objects.get(unit.object(), (long) unit.fromSlot() * pageBytes, unit.slots() * pageBytes);
        } catch (ObjectStoreException e) {
            if (local.table().isRemoteIn(unit.object(), wanted)) {
                throw e;
            }
            return; // written, or moved to another object, while the request was under way
        }
        local.fill(unit, content, (page, bytes, checksum) -> {
            boolean intact = PageChecksum.of(page, bytes) == checksum;
            if (!intact) {
                corrupt(unit.object(), page, page == wanted);
            }
            return intact;
        });
    }

    /** A corrupt neighbour stays remote and fails the fetch that wants it. */
    private void corrupt(String object, int page, boolean wanted) throws ObjectStoreException {
        listener.pageCorrupt(object, page);
        if (wanted) {
            throw new ObjectStoreException(
                    Reason.CORRUPT,
                    "Page " + page + " in the object " + object + " is corrupt: its checksum is wrong.",
                    null);
        }
    }
}
