package io.foreshard.plugin.prediction;

import io.foreshard.plugin.ingest.IngestionCaches;
import io.foreshard.predict.ActionSequence;
import io.foreshard.predict.Example;
import io.foreshard.profile.UserWindow;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import javax.cache.Cache;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.query.QueryCursor;
import org.apache.ignite.cache.query.ScanQuery;

/**
 * The recorded actions a model learns from: those the windows of some users remember, read partition by partition from a random one on until there
 * are enough. Thread-safe.
 */
final class WindowSample implements Supplier<List<Example>> {
    private static final int MOST_EXAMPLES = 30_000;
    private static final int PAGE_WINDOWS = 64;

    private final Ignite ignite;
    private final Clock clock;

    WindowSample(Ignite ignite, Clock clock) {
        this.ignite = ignite;
        this.clock = clock;
    }

    @Override
    public List<Example> get() {
        IgniteCache<UUID, UserWindow> windows = ignite.cache(IngestionCaches.WINDOWS);
        int partitions = ignite.affinity(IngestionCaches.WINDOWS).partitions();
        int first = ThreadLocalRandom.current().nextInt(partitions);
        long nowMillis = clock.millis();
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < partitions && examples.size() < MOST_EXAMPLES; i++) {
            ScanQuery<UUID, UserWindow> partition = new ScanQuery<>();
            partition.setPartition((first + i) % partitions).setPageSize(PAGE_WINDOWS);
            try (QueryCursor<Cache.Entry<UUID, UserWindow>> users = windows.query(partition)) {
                for (Cache.Entry<UUID, UserWindow> user : users) {
                    examples.addAll(ActionSequence.of(user.getValue()).examples(nowMillis));
                }
            }
        }
        return examples;
    }
}
