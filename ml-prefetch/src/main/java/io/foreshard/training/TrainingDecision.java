package io.foreshard.training;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;

/**
 * A decision of the training in the cluster. Immutable and thread-safe.
 *
 * @param at time of the decision
 * @param version version that serves after it, 0 if there is none
 * @param reason why it was taken, sentences
 * @param actions number of actions that the training has read, 0 for {@link Kind#ROLLED_BACK}
 * @param newest time of the newest of these actions, {@link Instant#EPOCH} if there was none
 */
public record TrainingDecision(Instant at, Kind kind, long version, String reason, int actions, Instant newest) {
    /** What was decided. */
    public enum Kind {
        /** No training: nothing calls for one. */
        SKIPPED,
        /** A training whose models are not better than the published ones. */
        REFUSED,
        /** A training whose models serve now. */
        PUBLISHED,
        /** An operator chose an earlier version. */
        ROLLED_BACK;

        /** Returns whether models were trained. */
        boolean isTraining() {
            return this == REFUSED || this == PUBLISHED;
        }
    }

    /** Writes it. */
    public void write(DataOutputStream out) throws IOException {
        out.writeLong(at.toEpochMilli());
        out.writeUTF(kind.name());
        out.writeLong(version);
        out.writeUTF(reason.substring(0, Math.min(ModelVersion.MAX_REASON, reason.length())));
        out.writeInt(actions);
        out.writeLong(newest.toEpochMilli());
    }

    /** Reads the bytes of {@link #write}; throws {@link IllegalArgumentException} if they are of something else. */
    public static TrainingDecision read(DataInputStream in) throws IOException {
        return new TrainingDecision(
                Instant.ofEpochMilli(in.readLong()),
                Kind.valueOf(in.readUTF()),
                in.readLong(),
                in.readUTF(),
                in.readInt(),
                Instant.ofEpochMilli(in.readLong()));
    }
}
