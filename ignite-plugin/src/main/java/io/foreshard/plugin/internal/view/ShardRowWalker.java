package io.foreshard.plugin.internal.view;

import java.util.UUID;
import org.apache.ignite.spi.systemview.view.SystemViewRowAttributeWalker;

/** The columns of the system view of shards; Ignite turns their names into upper snake case. */
final class ShardRowWalker implements SystemViewRowAttributeWalker<ShardRow> {
    @Override
    public int count() {
        return 17;
    }

    @Override
    public void visitAll(AttributeVisitor visitor) {
        visitor.accept(0, "shardId", String.class);
        visitor.accept(1, "firstPartition", int.class);
        visitor.accept(2, "lastPartition", int.class);
        visitor.accept(3, "bytes", long.class);
        visitor.accept(4, "remoteBytes", long.class);
        visitor.accept(5, "rows", long.class);
        visitor.accept(6, "reads", double.class);
        visitor.accept(7, "writes", double.class);
        visitor.accept(8, "cpu", double.class);
        visitor.accept(9, "coverage", double.class);
        visitor.accept(10, "ageMillis", long.class);
        visitor.accept(11, "lastDecision", String.class);
        visitor.accept(12, "reason", String.class);
        visitor.accept(13, "pinned", boolean.class);
        visitor.accept(14, "closedPartitions", int.class);
        visitor.accept(15, "catalogueVersion", long.class);
        visitor.accept(16, "nodeId", UUID.class);
    }

    @Override
    public void visitAll(ShardRow row, AttributeWithValueVisitor visitor) {
        visitor.accept(0, "shardId", String.class, row.shard().prefix(row.partitions()));
        visitor.acceptInt(1, "firstPartition", row.shard().firstPartition());
        visitor.acceptInt(2, "lastPartition", row.shard().lastPartition());
        visitor.acceptLong(3, "bytes", row.load().bytes());
        visitor.acceptLong(4, "remoteBytes", row.remoteBytes());
        visitor.acceptLong(5, "rows", row.load().rows());
        visitor.acceptDouble(6, "reads", row.load().readsPerSecond());
        visitor.acceptDouble(7, "writes", row.load().writesPerSecond());
        visitor.acceptDouble(8, "cpu", row.load().cpuPerSecond());
        visitor.acceptDouble(9, "coverage", row.coverage());
        visitor.acceptLong(10, "ageMillis", row.ageMillis());
        visitor.accept(11, "lastDecision", String.class, row.decision().kind().name());
        visitor.accept(12, "reason", String.class, row.decision().reason());
        visitor.acceptBoolean(13, "pinned", row.shard().isPinned());
        visitor.acceptInt(14, "closedPartitions", row.closedPartitions());
        visitor.acceptLong(15, "catalogueVersion", row.catalogueVersion());
        visitor.accept(16, "nodeId", UUID.class, row.nodeId());
    }
}
