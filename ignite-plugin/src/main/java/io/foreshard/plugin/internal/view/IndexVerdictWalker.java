package io.foreshard.plugin.internal.view;

import io.foreshard.plugin.internal.sql.IndexVerdict;
import org.apache.ignite.spi.systemview.view.SystemViewRowAttributeWalker;

/** The columns of the system view of indexes; Ignite turns their names into upper snake case. */
final class IndexVerdictWalker implements SystemViewRowAttributeWalker<IndexVerdict> {
    @Override
    public int count() {
        return 7;
    }

    @Override
    public void visitAll(AttributeVisitor visitor) {
        visitor.accept(0, "cacheName", String.class);
        visitor.accept(1, "tableName", String.class);
        visitor.accept(2, "indexName", String.class);
        visitor.accept(3, "inlineBytes", int.class);
        visitor.accept(4, "readsRows", boolean.class);
        visitor.accept(5, "columnName", String.class);
        visitor.accept(6, "cure", String.class);
    }

    @Override
    public void visitAll(IndexVerdict row, AttributeWithValueVisitor visitor) {
        visitor.accept(0, "cacheName", String.class, row.cache());
        visitor.accept(1, "tableName", String.class, row.table());
        visitor.accept(2, "indexName", String.class, row.index());
        visitor.acceptInt(3, "inlineBytes", row.inlineBytes());
        visitor.acceptBoolean(4, "readsRows", row.readsRows());
        visitor.accept(5, "columnName", String.class, row.column());
        visitor.accept(6, "cure", String.class, row.cure());
    }
}
