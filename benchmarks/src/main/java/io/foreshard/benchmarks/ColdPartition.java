package io.foreshard.benchmarks;

import io.foreshard.store.ObjectStore;
import io.foreshard.tier.DiskDirectory;
import io.foreshard.tier.DiskPartitionFile;
import io.foreshard.tier.PageFormat;
import io.foreshard.tier.PartitionLocation;
import io.foreshard.tier.TierListener;
import io.foreshard.tier.TieredPartition;
import io.foreshard.tier.TieredStorage;
import io.foreshard.tier.TransferSizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One partition of data pages in a store, without Ignite. Closing it ends its threads. Thread-safe but for {@link #offload}. */
final class ColdPartition implements AutoCloseable {
    static final int PAGE_BYTES = 4096;

    private static final int THREADS = 64;
    private static final short DATA = 1;

    private final OneGroupHost host = new OneGroupHost();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final TieredStorage storage;
    private final TieredPartition partition;
    private final DiskPartitionFile file;
    private final int pages;

    /** Creates the partition with random pages, and offloads it. */
    ColdPartition(Path directory, ObjectStore store, TransferSizes sizes, int pages) throws IOException {
        this.pages = pages;
        storage = new TieredStorage(
                host,
                store,
                "memory:benchmark",
                Runnable::run,
                threads,
                Clock.systemUTC(),
                Duration.ofDays(1),
                sizes,
                TierListener.NONE);
        file = DiskPartitionFile.create(directory.resolve("part-0.bin"));
        file.write(ByteBuffer.allocate(PAGE_BYTES), 0);
        PartitionLocation location = new PartitionLocation(
                OneGroupHost.GROUP.id(),
                OneGroupHost.GROUP.name(),
                0,
                new DiskDirectory(directory.resolve("tier")),
                "cache-rows");
        partition = storage.open(location, new UnpunchedFile(file), new DataPages());
        host.open(partition);
        Random random = new Random(1);
        byte[] bytes = new byte[PAGE_BYTES];
        for (int page = 1; page <= pages; page++) {
            random.nextBytes(bytes);
            partition.write(
                    ByteBuffer.wrap(bytes)
                            .order(ByteOrder.nativeOrder())
                            .putShort(0, DATA)
                            .rewind(),
                    (long) page * PAGE_BYTES);
        }
        offload();
    }

    /** Makes all pages remote. */
    void offload() {
        storage.offload(OneGroupHost.GROUP.name());
        if (partition.remotePages() != pages) {
            throw new IllegalStateException(partition.remotePages() + " of " + pages + " pages are remote.");
        }
    }

    TieredPartition partition() {
        return partition;
    }

    int pages() {
        return pages;
    }

    /** Reads a page as a database does. */
    void read(int page) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(PAGE_BYTES);
        while (!partition.readLocal(buffer, (long) page * PAGE_BYTES)) {
            partition.fetch(page);
        }
    }

    long fetchedBytes() {
        return storage.statistics().fetchedBytes();
    }

    long fetches() {
        return storage.statistics().fetches();
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        partition.close();
        storage.close();
        file.close();
    }

    /** Pages that are data pages if they begin with 1. */
    private static final class DataPages implements PageFormat {
        private static final int TIER_OFFSET = 64;

        @Override
        public int pageBytes() {
            return PAGE_BYTES;
        }

        @Override
        public boolean isOffloadable(ByteBuffer page) {
            return page.getShort(page.position()) == DATA;
        }

        @Override
        public boolean isIntact(int number, ByteBuffer page) {
            return true;
        }

        @Override
        public int versionOffset() {
            return Long.BYTES;
        }

        @Override
        public int tierOffset() {
            return TIER_OFFSET;
        }
    }
}
