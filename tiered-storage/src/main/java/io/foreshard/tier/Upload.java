package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** The way of a file's data pages into the store, in rows of up to 16 MiB; one of them is held in memory. Not thread-safe. */
final class Upload {
    /** A page type of Ignite: data page ({@code PageIO.T_DATA}). Only these leave. */
    private static final int DATA_PAGE = 1;
    /** Most bytes of an object: large objects cost few requests. */
    private static final int OBJECT_BYTES = 16 << 20;

    private final PartitionFile file;
    private final int pageBytes;
    private final PartitionObjects objects;
    private final Supplier<String> names;
    private final List<Row> stored = new ArrayList<>();
    private ByteBuffer content;
    private Row open;

    /** An object that was stored: its pages in the order of their slots. */
    record Row(String object, List<Integer> pages, List<Integer> checksums) {}

    /** @param names gives each object a new name */
    Upload(PartitionFile file, int pageBytes, PartitionObjects objects, Supplier<String> names) {
        this.file = file;
        this.pageBytes = pageBytes;
        this.objects = objects;
        this.names = names;
    }

    /**
     * Uploads the data pages of the file.
     *
     * @param stored tells whether a page is in the store already
     */
    List<Row> run(IntPredicate stored) throws IOException {
        int end = (int) (file.sizeBytes() / pageBytes);
        ByteBuffer page = ByteBuffer.allocate(pageBytes).order(ByteOrder.nativeOrder());
        for (int number = 1; number < end; number++) {
            if (stored.test(number)) {
                continue;
            }
            page.clear();
            file.read(page, (long) number * pageBytes);
            page.rewind();
            if (page.getShort(0) == DATA_PAGE) {
                add(number, page, end);
            }
        }
        finish();
        return this.stored;
    }

    private void add(int number, ByteBuffer page, int pagesOfFile) throws IOException {
        if (open == null) {
            open = new Row(names.get(), new ArrayList<>(), new ArrayList<>());
            content = ByteBuffer.allocate((int) Math.min((long) OBJECT_BYTES / pageBytes, pagesOfFile) * pageBytes);
        }
        open.pages.add(number);
        open.checksums.add(PageChecksum.of(number, page));
        content.put(page.duplicate());
        if (!content.hasRemaining()) {
            finish();
        }
    }

    private void finish() throws IOException {
        if (open != null) {
            objects.put(open.object, content.flip());
            stored.add(open);
            open = null;
        }
    }
}
