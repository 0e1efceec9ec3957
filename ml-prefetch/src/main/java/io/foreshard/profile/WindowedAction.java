package io.foreshard.profile;

import io.foreshard.ingest.UserAction;
import java.io.Serializable;
import java.time.Instant;

/** An action in the window of its user. Immutable and thread-safe. */
public final class WindowedAction implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int type;
    private final long timeMillis;
    private final long objectId;
    private final long interest;

    WindowedAction(int type, long timeMillis, long objectId, long interest) {
        this.type = type;
        this.timeMillis = timeMillis;
        this.objectId = objectId;
        this.interest = interest;
    }

    /** Returns an action of these values, as in {@link UserAction}. */
    public static WindowedAction of(int type, Instant time, long objectId, long interest) {
        return new WindowedAction(type, time.toEpochMilli(), objectId, interest);
    }

    /** Returns the part of an action that its window keeps. */
    public static WindowedAction of(UserAction action) {
        return of(action.type(), action.time(), action.objectId(), action.interest());
    }

    /** Returns the type code. */
    public int type() {
        return type;
    }

    /** Returns the time of the event. */
    public Instant time() {
        return Instant.ofEpochMilli(timeMillis);
    }

    /** Returns the id of the object acted on, or {@link UserAction#NO_OBJECT}. */
    public long objectId() {
        return objectId;
    }

    /** Returns the interest of the action, or {@link UserAction#NO_INTEREST}. */
    public long interest() {
        return interest;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WindowedAction action
                && type == action.type
                && timeMillis == action.timeMillis
                && objectId == action.objectId
                && interest == action.interest;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(timeMillis * 31 + objectId);
    }

    @Override
    public String toString() {
        return "WindowedAction[type " + type + " at " + time() + "]";
    }
}
