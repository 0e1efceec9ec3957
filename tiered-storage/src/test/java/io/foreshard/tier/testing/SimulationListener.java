package io.foreshard.tier.testing;

import java.util.List;

/** Receives the progress of an attack, and may end it. All methods do nothing by default. Called from the thread of the attack. */
public interface SimulationListener {
    /** A listener that ignores everything. */
    SimulationListener NONE = new SimulationListener() {};

    /** Some rounds of a simulation are done. */
    default void progress(SimulationResult soFar) {}

    /** Some injections of a corruption attack are done. */
    default void progress(CorruptionResult soFar) {}

    /** A promise was broken; the trace is the last steps before. */
    default void violated(String sentence, List<String> trace) {}

    /** Returns whether the attack is to end early; it returns what it has. */
    default boolean isStopped() {
        return false;
    }
}
