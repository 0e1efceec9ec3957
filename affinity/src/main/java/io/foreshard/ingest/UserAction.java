package io.foreshard.ingest;

import io.foreshard.key.ActionType;
import java.io.Serializable;
import java.util.Objects;
import java.util.UUID;

/**
 * What a user did: an action, or a whole business transaction with its payload. Both are stored as a transaction.
 *
 * <p>Immutable (the payload is not copied and must not be changed) and thread-safe.
 */
public final class UserAction implements Serializable {
    /** Object id of an action that is not about an object. */
    public static final long NO_OBJECT = 0;
    /** Interest of an action that is about nothing in particular. */
    public static final long NO_INTEREST = 0;

    private static final long serialVersionUID = 1L;
    private static final byte[] NO_PAYLOAD = {};

    private final UUID transactionId;
    private final UUID userId;
    private final int type;
    private final long timeMillis;
    private final long objectId;
    private final long interest;
    private final byte[] payload;

    /**
     * Creates an action.
     *
     * @param transactionId id of the transaction, chosen by the caller: sending it again changes nothing
     * @param userId id of the user
     * @param type type code, see {@link ActionType}
     * @param timeMillis time of the event, milliseconds since 1970 UTC
     * @param objectId id of the object acted on, or {@link #NO_OBJECT}
     * @param interest what the action is about (category, city, genre), or {@link #NO_INTEREST}
     * @param payload content of the transaction, may be empty; split into records when it is large
     * @throws IllegalArgumentException if the type is out of range or the time is negative
     */
    public UserAction(
            UUID transactionId, UUID userId, int type, long timeMillis, long objectId, long interest, byte[] payload) {
        if (timeMillis < 0) {
            throw new IllegalArgumentException(
                    "The time of an action is in milliseconds since 1970, but was " + timeMillis + ".");
        }
        this.transactionId = Objects.requireNonNull(transactionId, "transactionId");
        this.userId = Objects.requireNonNull(userId, "userId");
        this.type = ActionType.check(type);
        this.timeMillis = timeMillis;
        this.objectId = objectId;
        this.interest = interest;
        this.payload = payload == null ? NO_PAYLOAD : payload;
    }

    /** Returns the id of the transaction. */
    public UUID transactionId() {
        return transactionId;
    }

    /** Returns the id of the user. */
    public UUID userId() {
        return userId;
    }

    /** Returns the type code. */
    public int type() {
        return type;
    }

    /** Returns the time of the event, milliseconds since 1970 UTC. */
    public long timeMillis() {
        return timeMillis;
    }

    /** Returns the id of the object acted on, or {@link #NO_OBJECT}. */
    public long objectId() {
        return objectId;
    }

    /** Returns what the action is about, or {@link #NO_INTEREST}. */
    public long interest() {
        return interest;
    }

    /** Returns the content; not a copy. */
    public byte[] payload() {
        return payload;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UserAction action
                && transactionId.equals(action.transactionId)
                && userId.equals(action.userId)
                && type == action.type
                && timeMillis == action.timeMillis
                && objectId == action.objectId
                && interest == action.interest
                && java.util.Arrays.equals(payload, action.payload);
    }

    @Override
    public int hashCode() {
        return transactionId.hashCode();
    }

    /** Returns the action without its user and its payload: they do not belong into logs. */
    @Override
    public String toString() {
        return "UserAction[" + transactionId + ", type " + type + ", " + payload.length + " bytes]";
    }
}
