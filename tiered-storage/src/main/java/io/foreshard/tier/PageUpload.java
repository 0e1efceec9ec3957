package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * One upload of the offloadable pages of a file as objects, in batches from the first page to the last; buffers one object. An object does not end within a fetch unit. Not
 * thread-safe.
 */
final class PageUpload {
    /** A commit of a batch holds locks for a time that does not grow with the partition. */
    private static final int BATCH_BYTES = 1 << 30;
    /** Bytes of neighbouring pages that are read at once: each read of Ignite's files wakes another thread. */
    private static final int READ_BYTES = 256 << 10;

    private final PartitionFile file;
    private final PageFormat format;
    private final PartitionObjects objects;
    private final PageChecksum checksum;
    private final int objectBytes;
    private final int unitPages;
    private final int end;
    /** Pages of the blocks in which the file is read, of whole units. */
    private final int readPages;

    private final ByteBuffer read;
    private int nextPage = 1;
    /** Pages that are never offloaded; the header is one. */
    private int kept = 1;
    /** Unit of the last page that was added. */
    private int unit;

    private long generation;
    private long identity;
    private List<StoredObject> batch;
    /** Null before the first page. */
    private ObjectBuffer buffer;

    PageUpload(
            PartitionFile file, PageFormat format, PartitionObjects objects, PageChecksum checksum, TransferSizes sizes)
            throws IOException {
        objectBytes = sizes.objectBytes();
        unitPages = sizes.unitPages(format.pageBytes());
        this.file = file;
        this.format = format;
        this.objects = objects;
        this.checksum = checksum;
        end = (int) (file.sizeBytes() / format.pageBytes());
        readPages = Math.max(unitPages, READ_BYTES / format.pageBytes());
        read = ByteBuffer.allocate(Math.min(readPages, end) * format.pageBytes());
    }

    /** Returns the bits of a slot number: an object has at most {@code 1 << slotBits} slots. */
    static int slotBits(int pageBytes) {
        return Integer.numberOfTrailingZeros(TransferSizes.MAX_OBJECT_BYTES / pageBytes);
    }

    /** Returns the pages looked at that are never offloaded: of trees, free lists and their like. */
    int keptPages() {
        return kept;
    }

    /** Returns whether all pages that the file had at the begin were looked at. */
    boolean isDone() {
        return nextPage >= end;
    }

    /**
     * Uploads the next batch of offloadable pages whose only copy is local; reads every local page on its way.
     *
     * @throws IOException if the file or the store failed; objects stored until then are garbage
     */
    List<StoredObject> next(PageTable table) throws IOException {
        generation = table.generation() + 1;
        identity = table.identity();
        batch = new ArrayList<>();
        while (nextPage < end && batch.size() < BATCH_BYTES / objectBytes) {
            if (table.state(nextPage) == PageState.LOCAL) {
                addRun(nextPage, endOfRun(table));
            } else {
                nextPage++;
            }
        }
        finish();
        return batch;
    }

    /** Returns the page behind the local pages that are read together. */
    private int endOfRun(PageTable table) {
        int last = Math.min(end, (nextPage / readPages + 1) * readPages);
        int page = nextPage + 1;
        while (page < last && table.state(page) == PageState.LOCAL) {
            page++;
        }
        return page;
    }

    private void addRun(int from, int to) throws IOException {
        int pageBytes = format.pageBytes();
        read.clear().limit((to - from) * pageBytes);
        file.read(read, (long) from * pageBytes);
        for (; nextPage < to; nextPage++) {
            ByteBuffer page =
                    read.slice((nextPage - from) * pageBytes, pageBytes).order(ByteOrder.nativeOrder());
            if (format.isOffloadable(page)) {
                add(nextPage, page);
            } else {
                kept++;
            }
        }
    }

    private void add(int number, ByteBuffer page) throws IOException {
        if (number / unitPages != unit && buffer != null && !buffer.hasRoom(unitPages)) {
            finish();
        }
        unit = number / unitPages;
        if (buffer == null) {
            buffer = new ObjectBuffer(checksum, format.pageBytes(), objectBytes, end + unitPages);
        }
        buffer.add(generation, number, page);
    }

    private void finish() throws IOException {
        if (buffer == null || buffer.isEmpty()) {
            return;
        }
        ObjectBuffer.Content content = buffer.finish(identity, generation);
        String name = objects.newName(generation);
        objects.put(name, content.bytes(), content.footerBytes());
        batch.add(new StoredObject(name, generation, content.footerCrc(), content.pages(), content.checksums()));
    }
}
