package io.foreshard.predict;

import io.foreshard.profile.WindowedAction;

/** One action as the predictor sees it: its type, time, object and interest (0 stands for none). */
public record Step(int type, long timeMillis, long objectId, long interest) {
    /** Returns the step of an action a window remembers. */
    public static Step of(WindowedAction action) {
        return new Step(action.type(), action.time().toEpochMilli(), action.objectId(), action.interest());
    }
}
