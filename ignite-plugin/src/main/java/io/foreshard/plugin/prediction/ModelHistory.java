package io.foreshard.plugin.prediction;

import io.foreshard.plugin.cluster.StreamCodec;
import io.foreshard.training.ModelVersion;
import io.foreshard.training.ModelVersions;
import io.foreshard.training.TrainingDecision;
import io.foreshard.training.TrainingHistory;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The published versions and the decisions of the training. Immutable and thread-safe.
 *
 * @param serving version that serves, 0 if there is none
 * @param versions versions that are kept, at most {@value ModelVersions#KEPT}, oldest first
 * @param decisions last decisions, at most {@value TrainingHistory#MOST}, oldest first; of consecutive ones not to train only the last
 */
public record ModelHistory(long serving, List<ModelVersion> versions, List<TrainingDecision> decisions) {
    static final StreamCodec<ModelHistory> CODEC =
            new StreamCodec<>(ModelHistory::write, ModelHistory::read, "it is not stored");

    private void write(DataOutputStream out) throws IOException {
        out.writeLong(serving);
        out.writeInt(versions.size());
        for (ModelVersion version : versions) {
            version.write(out);
        }
        out.writeInt(decisions.size());
        for (TrainingDecision decision : decisions) {
            decision.write(out);
        }
    }

    private static ModelHistory read(DataInputStream in) throws IOException {
        long serving = in.readLong();
        List<ModelVersion> versions = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            versions.add(ModelVersion.read(in));
        }
        List<TrainingDecision> decisions = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            decisions.add(TrainingDecision.read(in));
        }
        return new ModelHistory(serving, List.copyOf(versions), List.copyOf(decisions));
    }
}
