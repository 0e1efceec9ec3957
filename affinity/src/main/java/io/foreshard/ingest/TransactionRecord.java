package io.foreshard.ingest;

import java.io.Serializable;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.UUID;

/**
 * One record of a transaction: the value beside its {@link io.foreshard.key.TransactionKey}. Immutable and thread-safe as long as
 * callers do not change the payload, which is not copied.
 */
public final class TransactionRecord implements Serializable {
    private static final long serialVersionUID = 1L;

    private final UUID userId;
    private final Timestamp eventTime;
    private final long objectId;
    private final long interest;
    private final int records;
    private final byte[] payload;

    /**
     * Creates a record.
     *
     * @param records number of records of the whole transaction
     * @param payload this record's part of the payload; not copied
     */
    public TransactionRecord(
            UUID userId, Timestamp eventTime, long objectId, long interest, int records, byte[] payload) {
        this.userId = userId;
        this.eventTime = eventTime;
        this.objectId = objectId;
        this.interest = interest;
        this.records = records;
        this.payload = payload;
    }

    /** Returns the id of the user. */
    public UUID userId() {
        return userId;
    }

    /** Returns the time of the event. */
    public Timestamp eventTime() {
        return eventTime;
    }

    /** Returns the id of the object acted on, or {@link UserAction#NO_OBJECT}. */
    public long objectId() {
        return objectId;
    }

    /** Returns the interest of the transaction (category, city, genre), or {@link UserAction#NO_INTEREST}. */
    public long interest() {
        return interest;
    }

    /** Returns the number of records of the whole transaction. */
    public int records() {
        return records;
    }

    /** Returns this record's part of the payload; not a copy. */
    public byte[] payload() {
        return payload;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TransactionRecord record
                && userId.equals(record.userId)
                && eventTime.equals(record.eventTime)
                && objectId == record.objectId
                && interest == record.interest
                && records == record.records
                && Arrays.equals(payload, record.payload);
    }

    @Override
    public int hashCode() {
        return 31 * userId.hashCode() + eventTime.hashCode();
    }

    @Override
    public String toString() {
        return "TransactionRecord[" + records + " records, " + payload.length + " bytes]";
    }
}
