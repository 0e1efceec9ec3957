package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Opens the tier for {@code io.foreshard.tier.testing} with parts that a node does not choose. */
public final class TierTesting {
    /** Few, so that logs are compacted often. */
    private static final int MAX_LOG_SEGMENTS = 3;

    /** So that a partition of 100 pages has several objects, units and windows. */
    private static final TransferSizes SMALL = new TransferSizes(4 << 10, 32 << 10, 16 << 10);

    private TierTesting() {}

    /** Returns a tier without threads: a read that no reader waits for is not sent before one does. Its random ids are given, so that its requests are the same in each run. */
    public static TieredStorage open(
            PartitionHost host,
            ObjectStore store,
            Executor executor,
            Clock clock,
            Duration grace,
            Supplier<UUID> ids,
            TierListener listener) {
        return new TieredStorage(
                host,
                store,
                "simulated:store",
                executor,
                task -> {},
                clock,
                grace,
                SMALL,
                ids,
                MAX_LOG_SEGMENTS,
                listener);
    }

    /** Uploads a partition and keeps its local copies. */
    public static MovedPages upload(TieredStorage storage, String group, int partition) {
        return storage.upload(group, partition);
    }

    /** Releases pages of a partition. */
    public static MovedPages release(TieredStorage storage, String group, int partition, BitSet pages) {
        return storage.release(group, Map.of(partition, pages));
    }
}
