package io.foreshard.predict;

/**
 * One action with the type of the next one as the label: what a model is trained on. Immutable and thread-safe; the array is shared and never
 * changed.
 *
 * @param timeMillis time of the action
 * @param contexts the contexts of the action, see {@link ActionContexts}
 * @param label type of the next action, or {@link ActionSequence#END}
 */
public record Example(long timeMillis, long[] contexts, int label) {}
