package io.foreshard.plugin.internal.view;

import io.foreshard.tier.LocalReason;
import io.foreshard.tier.PartitionResidence;
import org.apache.ignite.spi.systemview.view.SystemViewRowAttributeWalker;

/** The columns of the system view of partitions; Ignite turns their names into upper snake case. */
final class PartitionResidenceWalker implements SystemViewRowAttributeWalker<PartitionResidence> {
    @Override
    public int count() {
        return 10;
    }

    @Override
    public void visitAll(AttributeVisitor visitor) {
        visitor.accept(0, "cacheGroupName", String.class);
        visitor.accept(1, "partitionId", int.class);
        visitor.accept(2, "localOnlyBytes", long.class);
        visitor.accept(3, "bothBytes", long.class);
        visitor.accept(4, "remoteBytes", long.class);
        visitor.accept(5, "treeBytes", long.class);
        visitor.accept(6, "temperature", double.class);
        visitor.accept(7, "reason", String.class);
        visitor.accept(8, "localOnlyReason", String.class);
        visitor.accept(9, "bothReason", String.class);
    }

    @Override
    public void visitAll(PartitionResidence row, AttributeWithValueVisitor visitor) {
        visitor.accept(0, "cacheGroupName", String.class, row.group());
        visitor.acceptInt(1, "partitionId", row.partition());
        visitor.acceptLong(2, "localOnlyBytes", row.localOnlyBytes());
        visitor.acceptLong(3, "bothBytes", row.bothBytes());
        visitor.acceptLong(4, "remoteBytes", row.remoteBytes());
        visitor.acceptLong(5, "treeBytes", row.treeBytes());
        visitor.acceptDouble(6, "temperature", row.temperature());
        visitor.accept(7, "reason", String.class, row.reason().label());
        visitor.accept(8, "localOnlyReason", String.class, label(row.localOnlyReason()));
        visitor.accept(9, "bothReason", String.class, label(row.bothReason()));
    }

    private static String label(LocalReason reason) {
        return reason == null ? null : reason.label();
    }
}
