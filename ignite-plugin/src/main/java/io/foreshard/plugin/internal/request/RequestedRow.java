package io.foreshard.plugin.internal.request;

import org.apache.ignite.internal.processors.cache.CacheObject;
import org.apache.ignite.internal.processors.cache.transactions.IgniteTxKey;

/**
 * A row that a message reads, and changes if {@code isChanged}. Immutable.
 *
 * @param value the new value; null if the message removes the row or does not have it
 */
record RequestedRow(IgniteTxKey key, boolean isChanged, CacheObject value) {
    static RequestedRow read(IgniteTxKey key) {
        return new RequestedRow(key, false, null);
    }

    static RequestedRow changed(IgniteTxKey key, CacheObject value) {
        return new RequestedRow(key, true, value);
    }
}
