package io.foreshard.predict;

import java.util.Optional;

/** The published model, shared by trainer and predictors. Implementations are thread-safe. */
public interface ServingModel {
    /** Returns the model, empty if none is published yet. */
    Optional<NextTypeModel> current();

    /**
     * Replaces the model by one that was trained from it; returns false, and changes nothing, if another model was published since.
     *
     * @param trainedFrom the model that was published when the training began, or null
     */
    boolean replace(NextTypeModel trainedFrom, NextTypeModel candidate);
}
