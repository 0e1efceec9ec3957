package io.foreshard.training;

import io.foreshard.predict.MeanLoss;
import io.foreshard.predict.ModelReport;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * The description of a published version. Immutable and thread-safe.
 *
 * @param version number of the version
 * @param publishedAt time of its publication
 * @param reason why it was published, at most {@value #MAX_REASON} characters
 * @param nextType figures of its model of the next type, empty if it has none
 * @param loss loss of that model on the newest examples at the publication
 * @param newest time of the newest action that was known at the publication
 */
public record ModelVersion(
        long version,
        Instant publishedAt,
        String reason,
        Optional<ModelReport> nextType,
        MeanLoss loss,
        Instant newest) {
    /** Longest reason. */
    static final int MAX_REASON = 2_000;

    /** Writes it. */
    public void write(DataOutputStream out) throws IOException {
        out.writeLong(version);
        out.writeLong(publishedAt.toEpochMilli());
        out.writeUTF(reason);
        out.writeBoolean(nextType.isPresent());
        if (nextType.isPresent()) {
            ModelReport report = nextType.get();
            out.writeLong(report.version());
            out.writeLong(report.trainedAt().toEpochMilli());
            out.writeInt(report.examples());
            out.writeDouble(report.accuracy());
            out.writeDouble(report.majorityAccuracy());
            out.writeDouble(report.macroF1());
            out.writeDouble(report.majorityMacroF1());
        }
        loss.write(out);
        out.writeLong(newest.toEpochMilli());
    }

    /** Reads the bytes of {@link #write}; throws {@link IllegalArgumentException} if they are of something else. */
    public static ModelVersion read(DataInputStream in) throws IOException {
        return new ModelVersion(
                in.readLong(),
                Instant.ofEpochMilli(in.readLong()),
                in.readUTF(),
                in.readBoolean()
                        ? Optional.of(new ModelReport(
                                in.readLong(),
                                Instant.ofEpochMilli(in.readLong()),
                                in.readInt(),
                                in.readDouble(),
                                in.readDouble(),
                                in.readDouble(),
                                in.readDouble()))
                        : Optional.empty(),
                MeanLoss.read(in),
                Instant.ofEpochMilli(in.readLong()));
    }
}
