package io.foreshard.tier;

import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import io.foreshard.tier.testing.SimulatedPages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executor;

/** The tier of one node with a disk directory, files in memory and a store that can fail. Thread-safe. */
final class TestTier {
    static final Duration GRACE = Duration.ofHours(1);

    final MemoryHost host = new MemoryHost();
    final FaultyObjectStore store;
    final TieredStorage storage;
    final StepClock clock = new StepClock();
    final NodeDirectory directory;

    TestTier(Path directory, Executor executor, TierListener listener) {
        this(directory, new FaultyObjectStore(new MemoryObjectStore(), 1, 0), executor, listener);
    }

    /** Opens the tier on the store of an earlier one. */
    TestTier(Path directory, FaultyObjectStore store, Executor executor, TierListener listener) {
        this(new DiskDirectory(directory.resolve("node-0")), store, executor, listener);
    }

    TestTier(Path directory, TransferSizes sizes) {
        this(
                new DiskDirectory(directory.resolve("node-0")),
                new FaultyObjectStore(new MemoryObjectStore(), 1, 0),
                Runnable::run,
                Runnable::run,
                sizes,
                TierListener.NONE,
                64);
    }

    TestTier(NodeDirectory directory, FaultyObjectStore store, Executor executor, TierListener listener) {
        this(directory, store, executor, Runnable::run, TransferSizes.defaults(), listener, 64);
    }

    TestTier(
            NodeDirectory directory,
            FaultyObjectStore store,
            Executor executor,
            Executor fetches,
            TierListener listener) {
        this(directory, store, executor, fetches, TransferSizes.defaults(), listener, 64);
    }

    /** @param maxSegments segments of a residency log above which it is compacted */
    TestTier(
            NodeDirectory directory,
            FaultyObjectStore store,
            Executor executor,
            TierListener listener,
            int maxSegments) {
        this(directory, store, executor, Runnable::run, TransferSizes.defaults(), listener, maxSegments);
    }

    private TestTier(
            NodeDirectory directory,
            FaultyObjectStore store,
            Executor executor,
            Executor fetches,
            TransferSizes sizes,
            TierListener listener,
            int maxSegments) {
        this.directory = directory;
        this.store = store;
        storage = new TieredStorage(
                host,
                store,
                "memory:store",
                executor,
                fetches,
                clock,
                GRACE,
                sizes,
                UUID::randomUUID,
                maxSegments,
                listener);
    }

    static MemoryFile file() throws IOException {
        MemoryFile file = new MemoryFile();
        file.write(SimulatedPages.header(), 0);
        file.force();
        return file;
    }

    TieredPartition open(int number, PartitionFile file) throws IOException {
        return open(number, file, TestPages.FORMAT);
    }

    TieredPartition open(int number, PartitionFile file, PageFormat format) throws IOException {
        PartitionLocation location =
                new PartitionLocation(MemoryHost.GROUP.id(), MemoryHost.GROUP.name(), number, directory, "cache-rows");
        TieredPartition partition = storage.open(location, file, format);
        host.add(number, partition);
        return partition;
    }
}
