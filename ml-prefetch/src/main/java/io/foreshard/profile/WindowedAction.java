package io.foreshard.profile;

import java.io.Serializable;

/** An action as the window of its user remembers it. Immutable and thread-safe. */
public final class WindowedAction implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int type;
    private final long timeMillis;
    private final long objectId;
    private final long interest;

    /** Creates an action; the parameters are those of {@link io.foreshard.ingest.UserAction}. */
    public WindowedAction(int type, long timeMillis, long objectId, long interest) {
        this.type = type;
        this.timeMillis = timeMillis;
        this.objectId = objectId;
        this.interest = interest;
    }

    /** Returns the type code. */
    public int type() {
        return type;
    }

    /** Returns the time of the event, milliseconds since 1970 UTC. */
    public long timeMillis() {
        return timeMillis;
    }

    /** Returns the id of the object acted on, or {@link io.foreshard.ingest.UserAction#NO_OBJECT}. */
    public long objectId() {
        return objectId;
    }

    /** Returns what the action is about, or {@link io.foreshard.ingest.UserAction#NO_INTEREST}. */
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
        return "WindowedAction[type " + type + " at " + timeMillis + "]";
    }
}
