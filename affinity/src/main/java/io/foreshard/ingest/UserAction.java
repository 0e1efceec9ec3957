package io.foreshard.ingest;

import io.foreshard.key.ActionType;
import io.foreshard.key.InterestCode;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * An action of a user, or a whole business transaction with its payload. Both are stored as a transaction.
 *
 * <pre>{@code
 * UserAction.of(userId, ActionType.PURCHASE).transactionId(orderId).at(Instant.now()).payload(bytes).build()
 * }</pre>
 *
 * <p>The caller chooses the transaction id, because a retry is recognised by it: derive it from something that survives the caller (an
 * order number, a request id), or create it once and keep it until the action is acknowledged. There is no default.
 *
 * <p>Immutable (the payload is not copied and must not be changed) and thread-safe.
 */
public final class UserAction implements Serializable {
    /** Object id of an action without an object. */
    public static final long NO_OBJECT = 0;
    /** Interest of an action that is about nothing in particular. */
    public static final long NO_INTEREST = InterestCode.NO_INTEREST;

    private static final long serialVersionUID = 1L;
    private static final byte[] NO_PAYLOAD = {};
    private static final long[] NONE_SHOWN = {};

    private final UUID transactionId;
    private final UUID userId;
    private final int type;
    private final long timeMillis;
    private final long objectId;
    private final long interest;
    /** Null without an amount; a client of an earlier build sends none. */
    private final Long amount;

    private final byte[] payload;

    /** Null if a client of an earlier build sent the action. */
    private final long[] shown;

    private UserAction(Builder builder) {
        transactionId = builder.transactionId;
        userId = builder.userId;
        type = builder.type;
        timeMillis = builder.timeMillis;
        objectId = builder.objectId;
        interest = builder.interest;
        amount = builder.amount;
        payload = builder.payload;
        shown = builder.shown;
    }

    /**
     * Begins an action.
     *
     * @param userId id of the user
     * @param type type code, see {@link ActionType}
     * @throws IllegalArgumentException if the type is out of range
     */
    public static Builder of(UUID userId, int type) {
        return new Builder(userId, type);
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

    /** Returns the time of the event, in whole milliseconds. */
    public Instant time() {
        return Instant.ofEpochMilli(timeMillis);
    }

    /** Returns the id of the object acted on, or {@link #NO_OBJECT}. */
    public long objectId() {
        return objectId;
    }

    /** Returns the interest of the action (category, city, genre), or {@link #NO_INTEREST}. */
    public long interest() {
        return interest;
    }

    /** Returns the amount (a price, a sum) in the unit the application chose, such as cents; empty if there is none. */
    public OptionalLong amount() {
        return amount == null ? OptionalLong.empty() : OptionalLong.of(amount);
    }

    /** Returns the payload; not a copy. */
    public byte[] payload() {
        return payload;
    }

    /** Returns the ids of the objects that were shown to the user, in their order, as a copy; empty if there are none. */
    public long[] shown() {
        return shown == null ? NONE_SHOWN : shown.clone();
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
                && Objects.equals(amount, action.amount)
                && Arrays.equals(payload, action.payload)
                && Arrays.equals(shown(), action.shown());
    }

    @Override
    public int hashCode() {
        return transactionId.hashCode();
    }

    /** Returns the action without its user and its payload, which must not appear in logs. */
    @Override
    public String toString() {
        return "UserAction[" + transactionId + ", type " + type + ", " + payload.length + " bytes]";
    }

    /** Collects the parts of an action; the transaction id and the time are required. Not thread-safe. */
    public static final class Builder {
        private static final long NO_TIME = -1;
        private static final int MAX_SHOWN = 256;

        private final UUID userId;
        private final int type;
        private UUID transactionId;
        private long timeMillis = NO_TIME;
        private long objectId = NO_OBJECT;
        private long interest = NO_INTEREST;
        private Long amount;
        private byte[] payload = NO_PAYLOAD;
        private long[] shown = NONE_SHOWN;

        private Builder(UUID userId, int type) {
            this.userId = Objects.requireNonNull(userId, "userId");
            this.type = ActionType.check(type);
        }

        /** Sets the id of the transaction: an action with the same user and id is a retry and changes nothing. */
        public Builder transactionId(UUID transactionId) {
            this.transactionId = Objects.requireNonNull(transactionId, "transactionId");
            return this;
        }

        /**
         * Sets the time of the event; fractions of a millisecond are dropped.
         *
         * @throws IllegalArgumentException if it is before 1970 or after the year 292,278,993
         */
        public Builder at(Instant time) {
            try {
                timeMillis = time.toEpochMilli();
            } catch (ArithmeticException | DateTimeException e) {
                throw new IllegalArgumentException(
                        "The time of an action is in milliseconds since 1970, which cannot hold " + time + ".", e);
            }
            if (timeMillis < 0) {
                throw new IllegalArgumentException("The time of an action is not before 1970, but was " + time + ".");
            }
            return this;
        }

        /** Sets the id of the object acted on, default {@link #NO_OBJECT}. */
        public Builder object(long objectId) {
            this.objectId = objectId;
            return this;
        }

        /** Sets the interest of the action (category, city, genre), default {@link #NO_INTEREST}. */
        public Builder interest(long interest) {
            this.interest = interest;
            return this;
        }

        /**
         * Sets the amount in a unit of your choice, such as cents; default none. It is kept with the user's last transactions
         * ({@link Ingestion#recent}) only: an amount that must be kept for longer belongs to the payload, too.
         *
         * @throws IllegalArgumentException if it is -2^63, which stands for no amount
         */
        public Builder amount(long amount) {
            if (amount == Long.MIN_VALUE) {
                throw new IllegalArgumentException("An amount is greater than -2^63.");
            }
            this.amount = amount;
            return this;
        }

        /** Sets the payload, default empty; it is not copied. Large payloads are split into records. */
        public Builder payload(byte[] payload) {
            this.payload = Objects.requireNonNull(payload, "payload");
            return this;
        }

        /**
         * Sets the objects that this action showed to the user, such as the results of a search, in their order; default none. They are candidates of the
         * user's next reads, and are not stored.
         *
         * @param objectIds ids of objects of the interest of this action, at most {@value #MAX_SHOWN}
         * @throws IllegalArgumentException if they are too many
         */
        public Builder shown(long... objectIds) {
            if (objectIds.length > MAX_SHOWN) {
                throw new IllegalArgumentException("An action shows at most " + MAX_SHOWN + " objects, but showed "
                        + objectIds.length + "; give those on the first pages.");
            }
            shown = objectIds.clone();
            return this;
        }

        /**
         * Returns the action.
         *
         * @throws IllegalStateException if the transaction id or the time is missing
         */
        public UserAction build() {
            if (transactionId == null) {
                throw new IllegalStateException(
                        "The action has no transactionId: choose one that a retry will use again.");
            }
            if (timeMillis == NO_TIME) {
                throw new IllegalStateException("The action has no time: set it with at(Instant).");
            }
            return new UserAction(this);
        }
    }
}
