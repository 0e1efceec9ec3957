package io.foreshard.plugin.internal;

import java.util.UUID;
import org.apache.ignite.spi.systemview.view.SystemViewRowAttributeWalker;

/** The columns of the system view of shards; Ignite turns their names into upper snake case. */
final class ShardRowWalker implements SystemViewRowAttributeWalker<ShardRow> {
    @Override
    public int count() {
        return 11;
    }

    @Override
    public void visitAll(AttributeVisitor visitor) {
        visitor.accept(0, "shardId", String.class);
        visitor.accept(1, "firstPartition", int.class);
        visitor.accept(2, "lastPartition", int.class);
        visitor.accept(3, "bytes", long.class);
        visitor.accept(4, "rows", long.class);
        visitor.accept(5, "reads", double.class);
        visitor.accept(6, "writes", double.class);
        visitor.accept(7, "lastDecision", String.class);
        visitor.accept(8, "reason", String.class);
        visitor.accept(9, "catalogueVersion", long.class);
        visitor.accept(10, "nodeId", UUID.class);
    }

    @Override
    public void visitAll(ShardRow row, AttributeWithValueVisitor visitor) {
        visitor.accept(0, "shardId", String.class, row.shard().prefix(row.partitions()));
        visitor.acceptInt(1, "firstPartition", row.shard().firstPartition());
        visitor.acceptInt(2, "lastPartition", row.shard().lastPartition());
        visitor.acceptLong(3, "bytes", row.load().bytes());
        visitor.acceptLong(4, "rows", row.load().rows());
        visitor.acceptDouble(5, "reads", row.load().readsPerSecond());
        visitor.acceptDouble(6, "writes", row.load().writesPerSecond());
        visitor.accept(7, "lastDecision", String.class, row.decision().kind().name());
        visitor.accept(8, "reason", String.class, row.decision().reason());
        visitor.acceptLong(9, "catalogueVersion", row.catalogueVersion());
        visitor.accept(10, "nodeId", UUID.class, row.nodeId());
    }
}
