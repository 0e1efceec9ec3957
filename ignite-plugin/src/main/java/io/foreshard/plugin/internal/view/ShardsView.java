package io.foreshard.plugin.internal.view;

import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.shard.ClosedPartitions;
import io.foreshard.shard.ShardCatalogue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;
import org.apache.ignite.internal.IgniteEx;

/** The system view {@code SYS.SHARDS}: the shards as they are now with the loads of the last round, with the id of the node that returns them. */
public final class ShardsView {
    private static final long UNKNOWN = -1;

    private ShardsView() {}

    /**
     * Registers the view, before the node joins.
     *
     * @param report returns the present shards; empty before the first round
     * @param closed returns the closed partitions
     */
    public static void register(
            Ignite ignite, Supplier<Optional<ShardReport>> report, Supplier<ClosedPartitions> closed) {
        IgniteEx node = (IgniteEx) ignite;
        node.context()
                .systemView()
                .registerView(
                        "shards",
                        "Shards of all tables of the map; READS and WRITES are rows per second, CPU is seconds of CPU time per second, AGE_MILLIS is the time since the load was measured, CLOSED_PARTITIONS take no new profile ids",
                        new ShardRowWalker(),
                        () -> rows(
                                report.get().orElse(null),
                                closed.get(),
                                node.context().localNodeId()),
                        Function.identity());
    }

    private static Collection<ShardRow> rows(ShardReport report, ClosedPartitions closed, UUID nodeId) {
        List<ShardRow> rows = new ArrayList<>();
        if (report != null) {
            ShardCatalogue catalogue = report.catalogue();
            for (int i = 0; i < catalogue.shards().size(); i++) {
                rows.add(new ShardRow(
                        catalogue.shards().get(i),
                        report.load(i),
                        report.remoteBytes(i),
                        report.coverage(i),
                        age(report.measuredMillis(i)),
                        report.decision(i),
                        closed.count(catalogue.shards().get(i)),
                        catalogue.partitions(),
                        catalogue.version(),
                        nodeId));
            }
        }
        return rows;
    }

    /** The clocks of the coordinator and of this node may differ. */
    private static long age(long measuredMillis) {
        return measuredMillis == 0 ? UNKNOWN : Math.max(0, System.currentTimeMillis() - measuredMillis);
    }
}
