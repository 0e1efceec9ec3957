package io.foreshard.ingest;

import io.foreshard.key.TransactionKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Where a transaction was stored. Immutable and thread-safe. */
public final class Receipt implements Serializable {
    private static final long serialVersionUID = 1L;

    private final UUID transactionId;
    private final long profileId;
    private final int type;
    private final int records;

    /**
     * Creates a receipt.
     *
     * @param records number of records the transaction was split into, at least 1
     */
    public Receipt(UUID transactionId, long profileId, int type, int records) {
        this.transactionId = transactionId;
        this.profileId = profileId;
        this.type = type;
        this.records = records;
    }

    /** Returns the id of the transaction. */
    public UUID transactionId() {
        return transactionId;
    }

    /** Returns the profile id that was issued for it. */
    public long profileId() {
        return profileId;
    }

    /** Returns the number of records. */
    public int records() {
        return records;
    }

    /** Returns the key of one record, {@code 0 <= counter < records()}. */
    public TransactionKey key(int counter) {
        return new TransactionKey(profileId, transactionId, type, counter);
    }

    /** Returns the keys of all records, in order. */
    public List<TransactionKey> keys() {
        List<TransactionKey> keys = new ArrayList<>(records);
        for (int counter = 0; counter < records; counter++) {
            keys.add(key(counter));
        }
        return keys;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Receipt receipt
                && transactionId.equals(receipt.transactionId)
                && profileId == receipt.profileId
                && type == receipt.type
                && records == receipt.records;
    }

    @Override
    public int hashCode() {
        return transactionId.hashCode();
    }

    @Override
    public String toString() {
        return "Receipt[" + key(0) + " x " + records + "]";
    }
}
