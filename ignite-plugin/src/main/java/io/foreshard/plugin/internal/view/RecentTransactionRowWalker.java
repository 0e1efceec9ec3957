package io.foreshard.plugin.internal.view;

import io.foreshard.ingest.RecentTransaction;
import java.util.Date;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.ignite.spi.systemview.view.SystemViewRowAttributeWalker;

/** The columns of the system view of recent transactions; Ignite turns their names into upper snake case. */
final class RecentTransactionRowWalker implements SystemViewRowAttributeWalker<RecentTransactionRow> {
    static final String USER_ID = "userId";

    @Override
    public List<String> filtrableAttributes() {
        return List.of(USER_ID);
    }

    @Override
    public int count() {
        return 8;
    }

    @Override
    public void visitAll(AttributeVisitor visitor) {
        visitor.accept(0, USER_ID, UUID.class);
        visitor.accept(1, "position", int.class);
        visitor.accept(2, "hashKey", UUID.class);
        visitor.accept(3, "rangeKey", int.class);
        visitor.accept(4, "eventTime", Date.class);
        visitor.accept(5, "objectId", Long.class);
        visitor.accept(6, "amount", Long.class);
        visitor.accept(7, "profileId", long.class);
    }

    @Override
    public void visitAll(RecentTransactionRow row, AttributeWithValueVisitor visitor) {
        RecentTransaction transaction = row.transaction();
        visitor.accept(0, USER_ID, UUID.class, row.userId());
        visitor.acceptInt(1, "position", row.position());
        visitor.accept(2, "hashKey", UUID.class, transaction.receipt().transactionId());
        visitor.acceptInt(3, "rangeKey", transaction.type());
        visitor.accept(
                4, "eventTime", Date.class, transaction.time().map(Date::from).orElse(null));
        visitor.accept(5, "objectId", Long.class, boxed(transaction.objectId()));
        visitor.accept(6, "amount", Long.class, boxed(transaction.amount()));
        visitor.acceptLong(7, "profileId", transaction.receipt().profileId());
    }

    private static Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
