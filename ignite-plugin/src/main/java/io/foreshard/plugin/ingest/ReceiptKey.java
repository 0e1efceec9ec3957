package io.foreshard.plugin.ingest;

import java.io.Serializable;
import java.util.UUID;
import org.apache.ignite.cache.affinity.AffinityKeyMapped;

/** The key of an archived receipt; all receipts of a user share a partition. Immutable and thread-safe. */
final class ReceiptKey implements Serializable {
    private static final long serialVersionUID = 1L;

    @AffinityKeyMapped
    private final UUID userId;

    private final UUID transactionId;

    ReceiptKey(UUID userId, UUID transactionId) {
        this.userId = userId;
        this.transactionId = transactionId;
    }

    UUID userId() {
        return userId;
    }

    UUID transactionId() {
        return transactionId;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReceiptKey key && userId.equals(key.userId) && transactionId.equals(key.transactionId);
    }

    @Override
    public int hashCode() {
        return 31 * userId.hashCode() + transactionId.hashCode();
    }

    @Override
    public String toString() {
        return "ReceiptKey[" + transactionId + "]";
    }
}
