package io.foreshard.tier;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One recall of a partition, in commit order: fetch every remote page; make data and residency durable; drop the remote copies and save that; delete the
 * objects and the manifest.
 *
 * <p>A crash between any two steps leaves each page local, or remote in an object that exists. Not thread-safe: one offload or recall of a partition at a
 * time.
 */
final class Recall {
    private final LocalPages local;
    private final PageFetcher fetcher;
    private final PartitionObjects objects;
    private final Garbage garbage;

    Recall(LocalPages local, PageFetcher fetcher, PartitionObjects objects, Garbage garbage) {
        this.local = local;
        this.fetcher = fetcher;
        this.objects = objects;
        this.garbage = garbage;
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
        for (int page = table.nextRemote(0); page >= 0; page = table.nextRemote(page)) {
            fetcher.fetch(page);
        }
        local.force();
        if (copied.getAsBoolean()) {
            throw new IOException("A snapshot is being taken.");
        }
        garbage.delete(objects.withManifest(dropRemoteCopies(table)));
        return recalled;
    }

    private List<String> dropRemoteCopies(PageTable table) throws IOException {
        List<String> dead = table.recallAll();
        local.force();
        return dead;
    }
}
