package io.foreshard.predict;

/**
 * Receives the result of each training on one node, to log or count it. All methods do nothing by default. An implementation need not be thread-safe.
 *
 * <p>Called from the thread of the training: implementations return soon and do not throw.
 */
public interface TrainingListener {
    /** A listener that ignores every event. */
    TrainingListener NONE = new TrainingListener() {};

    /** A candidate was trained and scored; one of the next two calls follows. */
    default void onTrained(ModelReport candidate) {}

    /** The candidate was published and replaces the earlier model. */
    default void onPublished(ModelReport model) {}

    /** Training gave no model to publish; the earlier model stays in use. */
    default void onRefused(String reason) {}

    /** Training or publishing failed; the earlier model stays in use and the training is repeated after its interval. */
    default void onFailed(RuntimeException cause) {}
}
