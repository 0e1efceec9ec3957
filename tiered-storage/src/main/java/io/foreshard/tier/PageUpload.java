package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** One upload of the offloadable pages of a file as objects of at most 16 MiB; buffers one object. Not thread-safe. */
final class PageUpload {
    /** Large objects cost few requests. */
    private static final int MAX_OBJECT_BYTES = 16 << 20;

    private final PartitionFile file;
    private final PageFormat format;
    private final PartitionObjects objects;
    private final Supplier<String> names;
    private final List<StoredObject> stored = new ArrayList<>();
    private ByteBuffer content;
    private int[] pages;
    private int[] checksums;
    private int slots;

    /** @param names returns a new object name on each call */
    PageUpload(PartitionFile file, PageFormat format, PartitionObjects objects, Supplier<String> names) {
        this.file = file;
        this.format = format;
        this.objects = objects;
        this.names = names;
    }

    /**
     * Uploads each offloadable page whose only copy is local; reads every local page of the file.
     *
     * @throws IOException if the file or the store failed; objects stored until then are orphans
     */
    List<StoredObject> run(PageTable table) throws IOException {
        int pageBytes = format.pageBytes();
        int end = (int) (file.sizeBytes() / pageBytes);
        ByteBuffer page = ByteBuffer.allocate(pageBytes).order(ByteOrder.nativeOrder());
        for (int number = 1; number < end; number++) {
            if (table.state(number) != PageState.LOCAL) {
                continue;
            }
            page.clear();
            file.read(page, (long) number * pageBytes);
            page.rewind();
            if (format.isOffloadable(page)) {
                add(number, page, end);
            }
        }
        finish();
        return stored;
    }

    private void add(int number, ByteBuffer page, int pagesOfFile) throws IOException {
        if (slots == 0) {
            int capacity = Math.min(MAX_OBJECT_BYTES / format.pageBytes(), pagesOfFile);
            content = ByteBuffer.allocate(capacity * format.pageBytes());
            pages = new int[capacity];
            checksums = new int[capacity];
        }
        pages[slots] = number;
        checksums[slots] = PageChecksum.of(number, page);
        slots++;
        content.put(page.duplicate());
        if (!content.hasRemaining()) {
            finish();
        }
    }

    private void finish() throws IOException {
        if (slots > 0) {
            String name = names.get();
            objects.put(name, content.flip());
            stored.add(new StoredObject(name, Arrays.copyOf(pages, slots), Arrays.copyOf(checksums, slots)));
            slots = 0;
        }
    }
}
