package io.foreshard.tier;

import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A partition of 40 units that is offloaded to a store whose reads can be held; every fifth page stays local. For tests that extend this class. */
abstract class OffloadedPartition {
    static final int UNIT_PAGES = (64 << 10) / TestPages.BYTES;
    static final int PAGES = 40 * UNIT_PAGES;

    @TempDir
    Path directory;

    final ExecutorService threads = Executors.newCachedThreadPool();
    final HeldReads reads = new HeldReads(new MemoryObjectStore());
    TestTier tier;
    TieredPartition partition;

    @BeforeEach
    final void offload() throws IOException {
        open(directory, PAGES);
    }

    /** Runs a read of a fetch. */
    void execute(Runnable read) {
        threads.execute(read);
    }

    /** Opens another partition instead, and offloads it; each page has its number as value. */
    final void open(Path place, int pages) throws IOException {
        tier = new TestTier(
                new DiskDirectory(place.resolve("node-0")),
                new FaultyObjectStore(reads, 1, 0),
                Runnable::run,
                this::execute,
                TierListener.NONE);
        partition = tier.open(0, TestTier.file());
        for (int page = pages - 1; page > 0; page--) { // the file in memory is copied when it grows
            TestPages.write(partition, page, page);
        }
        partition.force();
        tier.storage.checkpointed();
        partition.moves().offload();
    }

    @AfterEach
    final void close() {
        threads.shutdownNow();
    }
}
