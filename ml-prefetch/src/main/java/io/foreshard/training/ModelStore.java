package io.foreshard.training;

/** The published versions and the decisions, shared by the trainer and all processes that predict. Implementations are thread-safe. */
public interface ModelStore {
    /** Returns the published versions. */
    ModelVersions versions();

    /**
     * Replaces the published versions; returns false, and changes nothing, if others were published since.
     *
     * @param expected the versions as they were read
     */
    boolean replace(ModelVersions expected, ModelVersions next);

    /** Returns the last decisions. */
    TrainingHistory history();

    /** Appends a decision. */
    void append(TrainingDecision decision);
}
