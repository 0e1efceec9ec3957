package io.foreshard.tier;

import java.io.IOException;
import java.util.Collection;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One recall of a partition, in commit order: fetch every remote page; make data and residency durable; record that no page is remote, and remove the
 * identity from the file; give up the objects and the manifest.
 *
 * <p>A crash between any two steps leaves each page local, or remote in an object that exists. Not thread-safe: one offload or recall of a partition at a
 * time.
 */
final class Recall {
    /** Bytes that are fetched in parallel. */
    private static final int BATCH_BYTES = 32 << 20;

    private final LocalPages local;
    private final int batchPages;
    private final PageFetcher fetcher;
    private final PartitionObjects objects;
    private final Consumer<Collection<PageObject>> garbage;
    private final TierListener listener;

    Recall(
            LocalPages local,
            int pageBytes,
            PageFetcher fetcher,
            PartitionObjects objects,
            Consumer<Collection<PageObject>> garbage,
            TierListener listener) {
        this.local = local;
        batchPages = BATCH_BYTES / pageBytes;
        this.fetcher = fetcher;
        this.objects = objects;
        this.garbage = garbage;
        this.listener = listener;
    }

    /**
     * Recalls all pages.
     *
     * @param copied returns whether the file is being copied: the copy may have holes, so the objects are kept
     * @return pages fetched
     * @throws IOException if the store or the file failed, or the file is being copied; pages fetched until then are local
     */
    int run(BooleanSupplier copied) throws IOException {
        PageTable table = local.table();
        int recalled = table.remotePages();
        int[] pages = table.nextRemote(0, batchPages);
        while (pages.length > 0) {
            fetcher.fetch(FetchTarget.FILE, pages);
            pages = table.nextRemote(pages[pages.length - 1] + 1, batchPages);
        }
        local.force();
        if (copied.getAsBoolean()) {
            throw new IOException("A snapshot is being taken.");
        }
        if (table.generation() != 0) {
            long identity = table.identity();
            long generation = table.generation();
            garbage.accept(local.dropRemoteCopies());
            retire(identity, generation);
        }
        return recalled;
    }

    /** All pages are local and safe: a manifest that cannot be replaced is no failure of the recall. */
    private void retire(long identity, long generation) {
        try {
            objects.retireManifest(identity, generation);
        } catch (IOException e) {
            listener.deleteFailed(1, e);
        }
    }
}
