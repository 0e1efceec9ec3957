package io.foreshard.candidate;

import io.foreshard.candidate.InteractionLog.Level;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The trained models of candidates: one for objects and one for groups, each of which may be absent. Immutable and thread-safe. */
public final class CandidateModels {
    /** No model. */
    public static final CandidateModels NONE = new CandidateModels(Map.of());

    private final Map<Level, RankingModel> models;

    private CandidateModels(Map<Level, RankingModel> models) {
        this.models = models;
    }

    /** Returns whether there is neither a model of objects nor one of groups. */
    public boolean isEmpty() {
        return models.isEmpty();
    }

    Optional<RankingModel> of(Level level) {
        return Optional.ofNullable(models.get(level));
    }

    CandidateModels with(Level level, RankingModel model) {
        Map<Level, RankingModel> all = new EnumMap<>(Level.class);
        all.putAll(models);
        all.put(level, model);
        return new CandidateModels(all);
    }

    /** Writes the models: about 2 KB each. */
    public void write(DataOutputStream out) throws IOException {
        for (Level level : Level.values()) {
            RankingModel model = models.get(level);
            out.writeBoolean(model != null);
            if (model != null) {
                model.write(out);
            }
        }
    }

    /**
     * Reads the bytes of {@link #write}.
     *
     * @throws IllegalArgumentException if they are not models, or were written by a version with other features
     */
    public static CandidateModels read(DataInputStream in) throws IOException {
        CandidateModels models = NONE;
        for (Level level : Level.values()) {
            if (in.readBoolean()) {
                models = models.with(level, RankingModel.read(in));
            }
        }
        return models;
    }
}
