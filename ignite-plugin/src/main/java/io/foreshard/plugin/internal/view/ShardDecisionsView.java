package io.foreshard.plugin.internal.view;

import io.foreshard.plugin.shard.RecordedDecision;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;
import org.apache.ignite.internal.IgniteEx;

/** The system view {@code SYS.SHARD_DECISIONS}: the last decisions about shards, the same on every node. */
public final class ShardDecisionsView {
    private ShardDecisionsView() {}

    /**
     * Registers the view, before the node joins.
     *
     * @param decisions returns the last decisions, oldest first
     * @param partitions number of partitions of the map
     */
    public static void register(Ignite ignite, Supplier<Collection<RecordedDecision>> decisions, int partitions) {
        ((IgniteEx) ignite)
                .context()
                .systemView()
                .registerView(
                        "shardDecisions",
                        "Last decisions about shards, the same on every node: splits, merges, pins, overloaded, closed and opened partitions, and what was advised",
                        new ShardDecisionWalker(partitions),
                        decisions,
                        Function.identity());
    }
}
