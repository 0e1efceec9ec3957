package io.foreshard.tier;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * One offload of a partition, in batches of at most 1 GiB, each in commit order: upload immutable objects; replace the manifest by compare-and-set; make
 * the residency and the header of the file durable; punch.
 *
 * <p>A crash between any two steps leaves each page local, or remote in an object that manifest and residency name; {@code docs/tier.md} lists the
 * points. Pages written while it runs stay local. Not thread-safe: one offload or recall of a partition at a time.
 */
final class Offload {
    /** Space that a file may take above its local pages before its remote pages are punched again. */
    private static final long RECLAIM_BYTES = 4 << 20;

    private final PartitionFile file;
    private final PageFormat format;
    private final LocalPages local;
    private final PartitionObjects objects;
    private final PageChecksum checksum;
    private final TransferSizes sizes;
    private final Consumer<Collection<PageObject>> garbage;
    private volatile int keptPages;

    Offload(
            PartitionFile file,
            PageFormat format,
            LocalPages local,
            PartitionObjects objects,
            PageChecksum checksum,
            TransferSizes sizes,
            Consumer<Collection<PageObject>> garbage) {
        this.file = file;
        this.format = format;
        this.local = local;
        this.objects = objects;
        this.checksum = checksum;
        this.sizes = sizes;
        this.garbage = garbage;
    }

    /**
     * Uploads all offloadable pages whose only copy is local, and releases those with both copies, or none. Without a page to upload or to release it sends no
     * request.
     *
     * @return pages released, or uploaded if none is released
     * @throws IOException if the store or the file failed; every page has the same content as before
     */
    int run(AfterUpload after) throws IOException {
        StoreIdentity store = objects.begin();
        reclaim();
        PageUpload upload = new PageUpload(file, format, objects, checksum, sizes);
        int moved = 0;
        while (!upload.isDone()) {
            local.beginOffload(store);
            try {
                moved += batch(upload, after);
            } finally {
                local.endOffload();
            }
        }
        keptPages = upload.keptPages();
        return moved;
    }

    /** Returns the bytes of the pages that the last run found which are never offloaded; 0 before the first run. */
    long keptBytes() {
        return (long) keptPages * format.pageBytes();
    }

    private int batch(PageUpload upload, AfterUpload after) throws IOException {
        PageTable table = local.table();
        List<StoredObject> stored = upload.next(table);
        if (stored.isEmpty() && (after == AfterUpload.KEEP || table.bothPages() == 0)) {
            return 0;
        }
        objects.replaceManifest(table, stored, format.pageBytes());
        PageTable.Commit commit = local.commit(stored, after);
        garbage.accept(commit.dead());
        return switch (after) {
            case RELEASE -> commit.released().cardinality();
            case KEEP -> stored.stream()
                    .mapToInt(object -> object.pages().length)
                    .sum();
        };
    }

    /** Returns blocks to the file system that an earlier offload released and did not punch, because it was cut off. */
    private void reclaim() throws IOException {
        long localBytes = file.sizeBytes() - (long) local.table().remotePages() * format.pageBytes();
        if (file.allocatedBytes() > localBytes + RECLAIM_BYTES) {
            local.reclaim();
        }
    }
}
