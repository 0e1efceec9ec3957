package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.tier.testing.SimulatedPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/**
 * A seeded database on a tier, whose image is taken while it works: pages in memory, checkpoints that write page after page, moves, sweeps. It passes its
 * files as Ignite's snapshot task does. Not thread-safe: all happens in one thread.
 */
final class ImageDatabase implements ImageSource {
    static final String CACHE = "cache-rows";
    static final byte[] SMALL = "small".getBytes(StandardCharsets.UTF_8);
    private static final int PARTITIONS = 3;
    private static final int FIRST_PAGES = 12;
    private static final int MAX_PAGES = 40;

    private final Random random;
    private final TestTier tier;
    private final List<Rows> files = new ArrayList<>();
    private boolean checkpointing;
    private boolean isComplete;
    private long values;
    private int inRead;
    private int copies;
    private boolean onlyWrites;

    /** One page file; the last one is not tiered. */
    final class Rows {
        private final int number;
        private final PartitionFile file;
        private final TieredPartition partition;
        final TreeMap<Integer, Long> memory = new TreeMap<>();
        private final TreeMap<Integer, Long> dirty = new TreeMap<>();
        private final TreeMap<Integer, Long> checkpoint = new TreeMap<>();
        /** Pages at the checkpoint of each image. */
        private final List<Map<Integer, Long>> marks = new ArrayList<>();

        private Listener listener;

        private Rows(int number, PartitionFile file, TieredPartition partition) {
            this.number = number;
            this.file = file;
            this.partition = partition;
        }

        ImageFile place() {
            String name = partition == null ? "index.bin" : "part-" + number + ".bin";
            return new ImageFile(CACHE, name, MemoryHost.GROUP.id(), partition == null ? 65535 : number);
        }

        private void change() throws IOException {
            int page = 1 + random.nextInt(Math.min(MAX_PAGES, memory.isEmpty() ? FIRST_PAGES : memory.lastKey() + 1));
            if (memory.containsKey(page) && !onlyWrites && random.nextBoolean()) {
                assertThat(read(page)).isEqualTo(onDisk(page)); // it was not in memory
            }
            memory.put(page, ++values);
            dirty.put(page, values);
        }

        private long onDisk(int page) {
            return stored.getOrDefault(page, 0L);
        }

        private final Map<Integer, Long> stored = new TreeMap<>();

        /** Returns the value of a page on disk or in the store; 0 if it was never written. */
        long read(int page) throws IOException {
            if (!stored.containsKey(page)) {
                return 0;
            }
            return partition == null ? value(file, page) : TestPages.value(partition, page);
        }

        private void writeNext() throws IOException {
            Map.Entry<Integer, Long> next = checkpoint.pollFirstEntry();
            ByteBuffer bytes = SimulatedPages.page(0, next.getKey(), next.getValue());
            if (listener != null) {
                listener.beforeWrite(next.getKey(), bytes.duplicate());
            }
            if (partition == null) {
                file.write(bytes, (long) next.getKey() * TestPages.BYTES);
            } else {
                partition.write(bytes, (long) next.getKey() * TestPages.BYTES);
            }
            stored.put(next.getKey(), next.getValue());
        }
    }

    /** The writer of the overwritten pages of one file, as Ignite's {@code PageStoreSerialWriter}. */
    private final class Listener {
        private final Rows rows;
        private final long bytes;
        private final int pages;
        private final BitSet touched = new BitSet();
        private final Deque<ByteBuffer> delta = new ArrayDeque<>();
        private boolean isPassed;

        Listener(Rows rows) throws IOException {
            this.rows = rows;
            bytes = rows.file.sizeBytes();
            pages = 1 + (rows.memory.isEmpty() ? 0 : rows.memory.lastKey());
        }

        void beforeWrite(int page, ByteBuffer written) throws IOException {
            if (isComplete && isPassed) {
                return;
            }
            if (!isComplete) {
                touched.set(page);
                delta.add(written);
                return;
            }
            if (page >= pages || touched.get(page)) {
                return;
            }
            touched.set(page);
            if (rows.partition != null && rows.partition.isRemote(page)) {
                return; // as the plugin's page store: a write does not wait for the object store
            }
            ByteBuffer before = ByteBuffer.allocate(TestPages.BYTES).order(ByteOrder.nativeOrder());
            if ((long) (page + 1) * TestPages.BYTES <= rows.file.sizeBytes()) {
                rows.file.read(before, (long) page * TestPages.BYTES);
                if (before.getInt(4) == page) {
                    delta.add(before.flip());
                }
            }
        }
    }

    ImageDatabase(Random random, TestTier tier) throws IOException {
        this.random = random;
        this.tier = tier;
        for (int number = 0; number < PARTITIONS; number++) {
            MemoryFile file = TestTier.file();
            files.add(new Rows(number, file, tier.open(number, file)));
        }
        files.add(new Rows(PARTITIONS, TestTier.file(), null));
        tier.storage.imagesFrom(this);
    }

    /** Opens the files that were recreated from the last image of another database, or from one of the images before. */
    ImageDatabase(Random random, TestTier tier, MemoryDisk disk, ImageDatabase image, int before) throws IOException {
        this.random = random;
        this.tier = tier;
        values = image.values;
        for (Rows rows : image.files) {
            MemoryFile file = disk.file(CACHE, rows.place().name());
            TieredPartition partition = rows.partition == null ? null : tier.open(rows.number, file);
            Rows opened = new Rows(rows.number, file, partition);
            Map<Integer, Long> mark = rows.marks.get(rows.marks.size() - 1 - before);
            opened.memory.putAll(mark);
            opened.stored.putAll(mark);
            files.add(opened);
        }
        tier.storage.imagesFrom(this);
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public int pageBytes() {
        return TestPages.BYTES;
    }

    /** One step of the life of the database. */
    void step() throws IOException {
        Rows rows = files.get(random.nextInt(files.size()));
        switch (random.nextInt(onlyWrites ? 7 : 12)) {
            case 0, 1, 2 -> rows.change();
            case 3, 4, 5, 6 -> checkpointStep();
            case 7 -> {
                if (!rows.stored.isEmpty()) {
                    int page = 1 + random.nextInt(FIRST_PAGES);
                    assertThat(rows.read(page)).isEqualTo(rows.onDisk(page));
                }
            }
            case 8, 9 -> move(() -> tier.storage.offload(MemoryHost.GROUP.name(), rows.number));
            case 10 -> {
                if (random.nextInt(3) == 0) {
                    move(() -> tier.storage.recall(MemoryHost.GROUP.name(), rows.number));
                }
            }
            default -> {
                tier.clock.advance(TestTier.GRACE.dividedBy(2));
                tier.storage.collectGarbage(false);
            }
        }
    }

    /** A move of a partition begins with a checkpoint, and does not run while the part of a partition in an image is read. */
    private void move(Runnable move) throws IOException {
        if (inRead == 0 && !checkpointing) {
            checkpointing = beginCheckpoint();
            finishCheckpoint();
            move.run();
        }
    }

    private void checkpointStep() throws IOException {
        if (!checkpointing) {
            checkpointing = beginCheckpoint();
            return;
        }
        List<Rows> left =
                files.stream().filter(rows -> !rows.checkpoint.isEmpty()).toList();
        if (left.isEmpty()) {
            endCheckpoint();
        } else {
            left.get(random.nextInt(left.size())).writeNext();
        }
    }

    private boolean beginCheckpoint() {
        for (Rows rows : files) {
            rows.checkpoint.putAll(rows.dirty);
            rows.dirty.clear();
        }
        return true;
    }

    private void finishCheckpoint() throws IOException {
        while (checkpointing) {
            checkpointStep();
        }
    }

    private void endCheckpoint() throws IOException {
        for (Rows rows : files) {
            if (rows.partition == null) {
                rows.file.force();
            } else {
                rows.partition.force();
            }
        }
        tier.storage.checkpointed();
        checkpointing = false;
        isComplete = true;
    }

    /** From now on no step sends a request, but for a page that is read. */
    void onlyWrites() {
        onlyWrites = true;
    }

    /** Returns the number of images that were begun since {@link #onlyWrites}, and the one before. */
    int copies() {
        return copies;
    }

    @Override
    public void copy(ImageTarget target, Executor executor) throws IOException {
        finishCheckpoint();
        for (int steps = random.nextInt(5); steps > 0; steps--) {
            files.get(random.nextInt(files.size())).change();
        }
        target.begin();
        checkpointing = beginCheckpoint();
        isComplete = false;
        for (Rows rows : files) {
            rows.marks.add(new TreeMap<>(rows.memory));
            rows.listener = new Listener(rows);
        }
        copies = onlyWrites ? copies + 1 : 1;
        List<Rows> unread = new ArrayList<>(files);
        List<Rows> read = new ArrayList<>();
        target.file("small.bin", ByteBuffer.wrap(SMALL));
        while (!unread.isEmpty() || !read.isEmpty()) {
            if (random.nextInt(4) > 0) {
                step();
            } else if (!unread.isEmpty() && random.nextBoolean()) {
                Rows rows = unread.remove(random.nextInt(unread.size()));
                target.pages(rows.place(), new WorkingFile(rows.file), rows.listener.bytes);
                rows.listener.isPassed = true;
                read.add(rows);
            } else if (!read.isEmpty() && isComplete) {
                Rows rows = read.remove(random.nextInt(read.size()));
                Deque<ByteBuffer> delta = rows.listener.delta;
                rows.listener = null;
                target.overwritten(rows.place(), delta.size(), page -> next(delta, page));
            }
        }
    }

    private static int next(Deque<ByteBuffer> delta, ByteBuffer page) {
        ByteBuffer next = delta.poll();
        if (next == null) {
            return -1;
        }
        page.put(next.duplicate());
        return next.order(ByteOrder.nativeOrder()).getInt(4);
    }

    /** A page file whose database goes on while it is read. */
    private final class WorkingFile implements PartitionFile {
        private final PartitionFile file;

        WorkingFile(PartitionFile file) {
            this.file = file;
        }

        @Override
        public void read(ByteBuffer buffer, long position) throws IOException {
            inRead++;
            for (int steps = random.nextInt(3); inRead == 1 && steps > 0; steps--) {
                step();
            }
            inRead--;
            file.read(buffer, position);
        }

        @Override
        public long sizeBytes() throws IOException {
            return file.sizeBytes();
        }

        @Override
        public long allocatedBytes() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long modifiedMillis() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(ByteBuffer buffer, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void force() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void punch(long position, long length) {
            throw new UnsupportedOperationException();
        }
    }

    private static long value(PartitionFile file, int page) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(TestPages.BYTES).order(ByteOrder.nativeOrder());
        file.read(bytes, (long) page * TestPages.BYTES);
        long value = bytes.getLong(8);
        assertThat(bytes.flip()).isEqualTo(SimulatedPages.page(0, page, value));
        return value;
    }

    /** Ends the checkpoint, and compares each page on disk or in the store with the one that was written last. */
    void verify() throws IOException {
        finishCheckpoint();
        checkpointing = beginCheckpoint();
        finishCheckpoint();
        for (Rows rows : files) {
            for (Map.Entry<Integer, Long> row : rows.memory.entrySet()) {
                assertThat(rows.read(row.getKey()))
                        .as("page %d of %s", row.getKey(), rows.place())
                        .isEqualTo(row.getValue());
            }
        }
    }

    /** Returns the names of all objects that a residency names. */
    List<String> references() {
        List<String> names = new ArrayList<>();
        for (Rows rows : files) {
            if (rows.partition != null) {
                names.addAll(rows.partition.objectNames());
            }
        }
        return names;
    }
}
