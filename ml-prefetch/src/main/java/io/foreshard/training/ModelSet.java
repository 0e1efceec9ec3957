package io.foreshard.training;

import io.foreshard.candidate.CandidateModels;
import io.foreshard.predict.NextTypeModel;
import java.util.Optional;

/** The models that are published together under one version: that of the next type and those of candidates, each of which may be absent. Immutable and thread-safe. */
public final class ModelSet {
    private final long version;
    private final NextTypeModel nextType;
    private final CandidateModels candidates;

    /**
     * Creates a set.
     *
     * @param version 1 for the first published set, more for later ones
     * @param nextType null if there is none
     */
    public ModelSet(long version, NextTypeModel nextType, CandidateModels candidates) {
        this.version = version;
        this.nextType = nextType;
        this.candidates = candidates;
    }

    /** Returns the version. */
    public long version() {
        return version;
    }

    /** Returns the model of the next type; its version is that of the set it was first published in. */
    public Optional<NextTypeModel> nextType() {
        return Optional.ofNullable(nextType);
    }

    /** Returns the models of candidates. */
    public CandidateModels candidates() {
        return candidates;
    }

    @Override
    public String toString() {
        return "ModelSet[version " + version + "]";
    }
}
