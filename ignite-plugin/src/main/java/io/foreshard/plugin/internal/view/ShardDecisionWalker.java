package io.foreshard.plugin.internal.view;

import io.foreshard.plugin.shard.RecordedDecision;
import java.util.Date;
import org.apache.ignite.spi.systemview.view.SystemViewRowAttributeWalker;

/** The columns of the system view of decisions; Ignite turns their names into upper snake case. */
final class ShardDecisionWalker implements SystemViewRowAttributeWalker<RecordedDecision> {
    private final int allPartitions;

    /** @param allPartitions number of partitions of the map */
    ShardDecisionWalker(int allPartitions) {
        this.allPartitions = allPartitions;
    }

    @Override
    public int count() {
        return 8;
    }

    @Override
    public void visitAll(AttributeVisitor visitor) {
        visitor.accept(0, "decisionTime", Date.class);
        visitor.accept(1, "decision", String.class);
        visitor.accept(2, "shardId", String.class);
        visitor.accept(3, "firstPartition", int.class);
        visitor.accept(4, "lastPartition", int.class);
        visitor.accept(5, "decidedBy", String.class);
        visitor.accept(6, "reason", String.class);
        visitor.accept(7, "catalogueVersion", long.class);
    }

    @Override
    public void visitAll(RecordedDecision row, AttributeWithValueVisitor visitor) {
        int first = row.decision().firstPartition();
        visitor.accept(0, "decisionTime", Date.class, new Date(row.atMillis()));
        visitor.accept(1, "decision", String.class, row.decision().kind().name());
        visitor.accept(2, "shardId", String.class, row.decision().name(allPartitions));
        visitor.acceptInt(3, "firstPartition", first);
        visitor.acceptInt(4, "lastPartition", first + row.decision().partitions() - 1);
        visitor.accept(5, "decidedBy", String.class, row.origin().name());
        visitor.accept(6, "reason", String.class, row.decision().reason());
        visitor.acceptLong(7, "catalogueVersion", row.catalogueVersion());
    }
}
