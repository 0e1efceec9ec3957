package io.foreshard.training;

/**
 * Receives the result of each training on one node, to log or count it. All methods do nothing by default. An implementation need not be thread-safe.
 *
 * <p>Called from the thread of the training: implementations return soon and do not throw.
 */
public interface TrainingListener {
    /** A listener that ignores every event. */
    TrainingListener NONE = new TrainingListener() {};

    /** It was decided whether to train, and whether to publish. */
    default void onDecision(TrainingDecision decision) {}

    /** Training or publishing failed; the earlier models stay in use and the training is repeated later. */
    default void onFailed(RuntimeException cause) {}
}
