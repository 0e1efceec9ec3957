package io.foreshard.predict;

/**
 * One action in its session with the type of the next one as the label: what a model is trained on. Immutable and thread-safe.
 *
 * @param timeMillis time of the action
 * @param last type of the action
 * @param second type of the action before it in its session, 0 if there is none
 * @param third type of the action before {@code second}, 0 if there is none
 * @param gap bucket of the time since the action before it, 0 if there is none
 * @param same 1 if the action before it was on the same object, else 0
 * @param position number of actions before it in its session, at most 6
 * @param hour hour of the day in UTC
 * @param label type of the next action, or {@link ActionSequence#END}
 */
public record Example(
        long timeMillis, int last, int second, int third, int gap, int same, int position, int hour, int label) {}
