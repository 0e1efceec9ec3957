package io.foreshard.profile;

import io.foreshard.ingest.UserAction;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * An action without its user and its payload: the part that the window of its user needs.
 *
 * <p>The payload stays on the node that writes the rows; its length and a 64-bit hash of the whole content (type, time, object, interest,
 * amount, payload) take its place. Immutable and thread-safe.
 */
public final class ActionSummary implements Serializable {
    private static final long serialVersionUID = 1L;

    private final UUID transactionId;
    private final int type;
    private final long timeMillis;
    private final long objectId;
    private final long interest;
    /** Null without an amount. */
    private final Long amount;

    private final int payloadBytes;
    private final long contentHash;

    private ActionSummary(UserAction action) {
        transactionId = action.transactionId();
        type = action.type();
        timeMillis = action.time().toEpochMilli();
        objectId = action.objectId();
        interest = action.interest();
        amount = action.amount().isPresent() ? action.amount().getAsLong() : null;
        payloadBytes = action.payload().length;
        contentHash = hash(action);
    }

    /** Returns the summary of an action. */
    public static ActionSummary of(UserAction action) {
        return new ActionSummary(action);
    }

    /** Returns the first 64 bits of the SHA-256 of the content: two contents of one id share it with probability 2^-64. */
    private static long hash(UserAction action) {
        ByteBuffer numbers = ByteBuffer.allocate(Integer.BYTES + 3 * Long.BYTES)
                .putInt(action.type())
                .putLong(action.time().toEpochMilli())
                .putLong(action.objectId())
                .putLong(action.interest());
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(numbers.array());
            if (action.amount().isPresent()) { // without an amount the hash is that of builds that knew none
                digest.update(ByteBuffer.allocate(Long.BYTES)
                        .putLong(action.amount().getAsLong())
                        .array());
            }
            return ByteBuffer.wrap(digest.digest(action.payload())).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256, but this one does not.", e);
        }
    }

    /** Returns the part that a window keeps. */
    public WindowedAction windowed() {
        return new WindowedAction(type, timeMillis, objectId, interest);
    }

    UUID transactionId() {
        return transactionId;
    }

    int type() {
        return type;
    }

    Instant time() {
        return Instant.ofEpochMilli(timeMillis);
    }

    long objectId() {
        return objectId;
    }

    long interest() {
        return interest;
    }

    /** Returns the amount, or null if there is none. */
    Long amount() {
        return amount;
    }

    int payloadBytes() {
        return payloadBytes;
    }

    long contentHash() {
        return contentHash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ActionSummary action
                && transactionId.equals(action.transactionId)
                && type == action.type
                && timeMillis == action.timeMillis
                && objectId == action.objectId
                && interest == action.interest
                && Objects.equals(amount, action.amount)
                && payloadBytes == action.payloadBytes
                && contentHash == action.contentHash;
    }

    @Override
    public int hashCode() {
        return transactionId.hashCode();
    }

    @Override
    public String toString() {
        return "ActionSummary[" + transactionId + ", type " + type + ", " + payloadBytes + " bytes]";
    }
}
