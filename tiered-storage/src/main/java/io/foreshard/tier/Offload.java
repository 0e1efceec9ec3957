package io.foreshard.tier;

import java.io.IOException;
import java.util.List;

/**
 * One offload of a partition, in commit order: upload immutable objects; replace the manifest by compare-and-set; make data and residency durable; punch;
 * delete superseded objects.
 *
 * <p>A crash between any two steps leaves each page local, or remote in an object that manifest and residency name; {@code docs/tier.md} lists the
 * points. Pages written while it runs stay local. Not thread-safe: one offload or recall of a partition at a time.
 */
final class Offload {
    private final PartitionFile file;
    private final PageFormat format;
    private final LocalPages local;
    private final PartitionObjects objects;
    private final Garbage garbage;

    Offload(PartitionFile file, PageFormat format, LocalPages local, PartitionObjects objects, Garbage garbage) {
        this.file = file;
        this.format = format;
        this.local = local;
        this.objects = objects;
        this.garbage = garbage;
    }

    /**
     * Offloads all offloadable pages. Without a page to upload or to release it sends no request.
     *
     * @return pages released
     * @throws IOException if the store or the file failed; every page has the same content as before
     */
    int run() throws IOException {
        PageTable table = local.table();
        local.beginOffload();
        try {
            List<StoredObject> stored = new PageUpload(file, format, objects, this::newName).run(table);
            if (stored.isEmpty() && !table.hasBoth()) {
                return 0;
            }
            objects.replaceManifest(table.manifestWith(stored));
            PageTable.Commit commit = local.commit(stored);
            garbage.delete(commit.dead());
            return commit.released().cardinality();
        } finally {
            local.endOffload();
        }
    }

    private String newName() {
        PageTable table = local.table();
        return objects.newName(table.identity(), table.nextGeneration());
    }
}
