package io.foreshard.predict;

/**
 * A moment in a session and what followed: the last three types (newest first, 0 = none), the gap and position buckets, whether the
 * last two actions were about the same object, the hour of day, and the label.
 */
public record Example(
        long timeMillis, int last, int second, int third, int gap, int same, int position, int hour, int label) {}
