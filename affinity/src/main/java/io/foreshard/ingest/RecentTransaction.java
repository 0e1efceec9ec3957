package io.foreshard.ingest;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A transaction as the window of its user keeps it: enough for a list of the last transactions, without a read of the transaction's rows.
 *
 * <p>Which columns are kept is a setting of the servers; the receipt and the type always are. Immutable and thread-safe.
 */
public final class RecentTransaction implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Receipt receipt;
    private final Long timeMillis;
    private final Long objectId;
    private final Long amount;

    /**
     * Creates a transaction.
     *
     * @param timeMillis time of the event in milliseconds since 1970 UTC, or null if it is not kept
     * @param objectId id of the object, or null if it is not kept or there is none
     * @param amount amount, or null if it is not kept or there is none
     */
    public RecentTransaction(Receipt receipt, Long timeMillis, Long objectId, Long amount) {
        this.receipt = receipt;
        this.timeMillis = timeMillis;
        this.objectId = objectId;
        this.amount = amount;
    }

    /** Returns the receipt, with the keys of the transaction's rows. */
    public Receipt receipt() {
        return receipt;
    }

    /** Returns the type code. */
    public int type() {
        return receipt.key(0).rangeKey();
    }

    /** Returns the time of the event; empty if it is not kept. */
    public Optional<Instant> time() {
        return Optional.ofNullable(timeMillis).map(Instant::ofEpochMilli);
    }

    /** Returns the id of the object acted on; empty if it is not kept or the action had none. */
    public OptionalLong objectId() {
        return objectId == null ? OptionalLong.empty() : OptionalLong.of(objectId);
    }

    /** Returns the amount, in the unit of {@link UserAction#amount}; empty if it is not kept or the action had none. */
    public OptionalLong amount() {
        return amount == null ? OptionalLong.empty() : OptionalLong.of(amount);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecentTransaction transaction
                && receipt.equals(transaction.receipt)
                && Objects.equals(timeMillis, transaction.timeMillis)
                && Objects.equals(objectId, transaction.objectId)
                && Objects.equals(amount, transaction.amount);
    }

    @Override
    public int hashCode() {
        return receipt.hashCode();
    }

    /** Returns the receipt only: the other columns are data of a user, which must not appear in logs. */
    @Override
    public String toString() {
        return "RecentTransaction[" + receipt + "]";
    }
}
