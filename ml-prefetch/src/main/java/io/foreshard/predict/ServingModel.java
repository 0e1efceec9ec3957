package io.foreshard.predict;

import java.util.Optional;

/** The model that serves, shared by trainer and predictors. Implementations are thread-safe. */
public interface ServingModel {
    /** Returns the model, empty if none serves yet. */
    Optional<NextActionModel> current();

    /**
     * Replaces the model by one that was trained from it; returns false if another model serves by now.
     *
     * @param trainedFrom the model that served when the training began, or null
     */
    boolean replace(NextActionModel trainedFrom, NextActionModel candidate);
}
