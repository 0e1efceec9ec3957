package io.foreshard.shard.protocol;

import java.util.List;

/** Receives the progress of a simulation, and may end it. All methods do nothing by default. Called from the thread of the simulation. */
public interface ProtocolListener {
    /** A listener that ignores everything. */
    ProtocolListener NONE = new ProtocolListener() {};

    /** Some rounds are done. */
    default void progress(ProtocolResult soFar) {}

    /** A rule was broken; the steps are the last ones before. */
    default void violated(String sentence, List<String> steps) {}

    /** Returns whether the simulation is to end early; it returns what it has. */
    default boolean isStopped() {
        return false;
    }
}
