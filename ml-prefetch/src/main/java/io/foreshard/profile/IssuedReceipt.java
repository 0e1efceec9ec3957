package io.foreshard.profile;

import io.foreshard.ingest.Receipt;
import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;

/** A receipt with its time of issue and the hash of the content it was issued for. Immutable and thread-safe. */
public final class IssuedReceipt implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Receipt receipt;
    private final long contentHash;
    private final long issuedMillis;

    IssuedReceipt(Receipt receipt, long contentHash, long issuedMillis) {
        this.receipt = receipt;
        this.contentHash = contentHash;
        this.issuedMillis = issuedMillis;
    }

    /** Returns the receipt. */
    public Receipt receipt() {
        return receipt;
    }

    /** Returns the id of the transaction. */
    public UUID transactionId() {
        return receipt.transactionId();
    }

    /** Returns the time of issue. */
    public Instant issued() {
        return Instant.ofEpochMilli(issuedMillis);
    }

    long issuedMillis() {
        return issuedMillis;
    }

    long contentHash() {
        return contentHash;
    }

    boolean isFor(ActionSummary action) {
        return contentHash == action.contentHash();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IssuedReceipt issued
                && receipt.equals(issued.receipt)
                && contentHash == issued.contentHash
                && issuedMillis == issued.issuedMillis;
    }

    @Override
    public int hashCode() {
        return receipt.hashCode();
    }

    @Override
    public String toString() {
        return "IssuedReceipt[" + receipt + " at " + issued() + "]";
    }
}
