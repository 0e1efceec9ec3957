package io.foreshard.plugin.prediction;

import io.foreshard.plugin.table.NodeTables;
import io.foreshard.predict.ActionSequence;
import io.foreshard.profile.UserWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import javax.cache.Cache;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.query.QueryCursor;
import org.apache.ignite.cache.query.ScanQuery;

/**
 * A sample of recorded actions for training: windows of users, read partition by partition, starting at a random partition, until enough
 * actions are read. Thread-safe.
 */
public final class WindowSample {
    /** Actions that a new prefetcher learns from: reading them takes less than a second. */
    public static final int OF_A_PREFETCHER = 30_000;

    private static final int PAGE_WINDOWS = 64;

    private final Ignite ignite;
    private final int maxActions;

    /** @param maxActions number of actions after which no further partition is read */
    public WindowSample(Ignite ignite, int maxActions) {
        this.ignite = ignite;
        this.maxActions = maxActions;
    }

    /**
     * Returns the actions, one sequence for each user of the sample.
     *
     * @throws javax.cache.CacheException if a partition of the windows cannot be read
     * @throws org.apache.ignite.IgniteException if the cluster is inactive
     */
    public List<ActionSequence> sequences() {
        String name = NodeTables.names(ignite).windows();
        IgniteCache<UUID, UserWindow> windows = ignite.cache(name);
        int partitions = ignite.affinity(name).partitions();
        int first = ThreadLocalRandom.current().nextInt(partitions);
        List<ActionSequence> sequences = new ArrayList<>();
        int actions = 0;
        for (int i = 0; i < partitions && actions < maxActions; i++) {
            ScanQuery<UUID, UserWindow> partition = new ScanQuery<>();
            partition.setPartition((first + i) % partitions).setPageSize(PAGE_WINDOWS);
            try (QueryCursor<Cache.Entry<UUID, UserWindow>> users = windows.query(partition)) {
                for (Cache.Entry<UUID, UserWindow> user : users) {
                    ActionSequence sequence = ActionSequence.of(user.getValue());
                    sequences.add(sequence);
                    actions += sequence.actions().size();
                }
            }
        }
        return sequences;
    }
}
