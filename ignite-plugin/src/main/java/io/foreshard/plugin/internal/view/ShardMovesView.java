package io.foreshard.plugin.internal.view;

import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.balance.PlacementDecision;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.spi.systemview.view.SystemViewRowAttributeWalker;

/** The system view {@code SYS.SHARD_MOVES}: the copies and partitions that move between servers, or why none does, the same on every node. */
public final class ShardMovesView {
    private ShardMovesView() {}

    /**
     * Registers the view, before the node joins.
     *
     * @param report returns the latest report; empty before the first
     */
    public static void register(Ignite ignite, Supplier<Optional<ShardReport>> report) {
        ((IgniteEx) ignite)
                .context()
                .systemView()
                .registerView(
                        "shardMoves",
                        "Copies and partitions that move to another server, or would move by the loads of the last round, or why none does, the same on every node",
                        new Walker(),
                        () -> rows(report.get()),
                        Function.identity());
    }

    private static Collection<Row> rows(Optional<ShardReport> report) {
        return report.map(known -> known.moves().stream()
                        .map(move -> new Row(shard(known.catalogue(), move), move))
                        .toList())
                .orElse(List.of());
    }

    private static String shard(ShardCatalogue catalogue, PlacementDecision move) {
        return move.partition() < 0 ? "" : catalogue.shardOf(move.partition()).prefix(catalogue.partitions());
    }

    /** @param shard name of the shard of the partition; empty if the decision concerns no partition */
    private record Row(String shard, PlacementDecision move) {}

    private static final class Walker implements SystemViewRowAttributeWalker<Row> {
        @Override
        public int count() {
            return 7;
        }

        @Override
        public void visitAll(AttributeVisitor visitor) {
            visitor.accept(0, "shardId", String.class);
            visitor.accept(1, "partitionId", int.class);
            visitor.accept(2, "fromServer", String.class);
            visitor.accept(3, "toServer", String.class);
            visitor.accept(4, "bytes", long.class);
            visitor.accept(5, "decision", String.class);
            visitor.accept(6, "reason", String.class);
        }

        @Override
        public void visitAll(Row row, AttributeWithValueVisitor visitor) {
            visitor.accept(0, "shardId", String.class, row.shard());
            visitor.acceptInt(1, "partitionId", row.move().partition());
            visitor.accept(2, "fromServer", String.class, row.move().from());
            visitor.accept(3, "toServer", String.class, row.move().to());
            visitor.acceptLong(4, "bytes", row.move().bytes());
            visitor.accept(5, "decision", String.class, row.move().code().name());
            visitor.accept(6, "reason", String.class, row.move().reason());
        }
    }
}
