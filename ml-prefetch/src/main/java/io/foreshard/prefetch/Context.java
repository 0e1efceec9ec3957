package io.foreshard.prefetch;

/**
 * What a prediction was made from; predictions of one context are judged together.
 *
 * @param type type of the last action; 0 for a session start
 */
record Context(Subject subject, int type) {
    /** What is predicted. */
    enum Subject {
        /** The last transactions of a user who has returned. */
        HISTORY,
        /** The objects that a user who has returned may use. */
        RETURN,
        /** An object. */
        OBJECT,
        /** The objects of an interest. */
        GROUP
    }
}
