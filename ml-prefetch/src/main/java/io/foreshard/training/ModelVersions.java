package io.foreshard.training;

import io.foreshard.predict.MeanLoss;
import io.foreshard.predict.NextTypeModel;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The last published versions of the models, at most {@value #KEPT}, one of which serves. Immutable and thread-safe. */
public final class ModelVersions {
    /** Versions that are kept. */
    public static final int KEPT = 8;

    /** No version. */
    public static final ModelVersions NONE = new ModelVersions(List.of(), 0, null, Instant.MIN);

    private final List<Kept> kept;
    private final long lastVersion;
    private final ModelSet serving;
    private final Instant rolledBackAt;

    /** @param content bytes of {@link ModelSetCodec}; those of versions that do not serve are not decoded */
    private record Kept(ModelVersion version, byte[] content) {}

    private ModelVersions(List<Kept> kept, long lastVersion, ModelSet serving, Instant rolledBackAt) {
        this.kept = kept;
        this.lastVersion = lastVersion;
        this.serving = serving;
        this.rolledBackAt = rolledBackAt;
    }

    /** Returns the models that serve, empty before the first publication. */
    public Optional<ModelSet> serving() {
        return Optional.ofNullable(serving);
    }

    /** Returns the description of the version that serves, empty before the first publication. */
    public Optional<ModelVersion> servingVersion() {
        return versions().stream()
                .filter(version -> serving != null && version.version() == serving.version())
                .findFirst();
    }

    /** Returns the versions that are kept, oldest first. */
    public List<ModelVersion> versions() {
        return kept.stream().map(Kept::version).toList();
    }

    /** Returns the time of the last rollback, {@link Instant#MIN} if no version was published since or there was none: challengers are judged by later actions only. */
    public Instant rolledBackAt() {
        return rolledBackAt;
    }

    /** Returns the version of the next publication. Versions that were rolled back keep their numbers. */
    public long nextVersion() {
        return lastVersion + 1;
    }

    /**
     * Returns these versions with one more, which serves.
     *
     * @param models a set with {@link #nextVersion()}
     * @param newest time of the newest action that was known to the training
     */
    ModelVersions published(ModelSet models, MeanLoss loss, Instant newest, Instant now, String reason) {
        List<Kept> all = new ArrayList<>(kept);
        ModelVersion version = new ModelVersion(
                models.version(),
                now,
                reason.substring(0, Math.min(ModelVersion.MAX_REASON, reason.length())),
                models.nextType().map(NextTypeModel::report),
                loss,
                newest);
        all.add(new Kept(version, ModelSetCodec.encode(models)));
        return new ModelVersions(
                List.copyOf(all.subList(Math.max(0, all.size() - KEPT), all.size())),
                models.version(),
                models,
                Instant.MIN);
    }

    /**
     * Returns these versions with another one that serves.
     *
     * @throws IllegalArgumentException with a sentence, if the version is not kept, serves already, or its content cannot be read
     */
    public ModelVersions rolledBack(long version, Instant now) {
        if (serving != null && serving.version() == version) {
            throw new IllegalArgumentException("Version " + version + " of the models serves already.");
        }
        byte[] content = kept.stream()
                .filter(candidate -> candidate.version.version() == version)
                .map(Kept::content)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no version " + version
                        + " of the models; kept are "
                        + versions().stream().map(ModelVersion::version).toList() + "."));
        return new ModelVersions(kept, lastVersion, ModelSetCodec.decode(content), now);
    }

    /** Writes the versions with their content. */
    public void write(DataOutputStream out) throws IOException {
        out.writeLong(lastVersion);
        out.writeLong(serving == null ? 0 : serving.version());
        out.writeLong(rolledBackAt.equals(Instant.MIN) ? Long.MIN_VALUE : rolledBackAt.toEpochMilli());
        out.writeInt(kept.size());
        for (Kept each : kept) {
            each.version.write(out);
            out.writeInt(each.content.length);
            out.write(each.content);
        }
    }

    /**
     * Reads the bytes of {@link #write}, and decodes the version that serves.
     *
     * @throws IllegalArgumentException with a sentence, if they are not versions, or the version that serves cannot be read
     */
    public static ModelVersions read(DataInputStream in) throws IOException {
        long lastVersion = in.readLong();
        long servingVersion = in.readLong();
        long rolledBackMillis = in.readLong();
        int size = in.readInt();
        if (size < 0 || size > KEPT) {
            throw new IllegalArgumentException("At most " + KEPT + " versions are kept, not " + size + ".");
        }
        List<Kept> kept = new ArrayList<>();
        ModelSet serving = null;
        for (int i = 0; i < size; i++) {
            ModelVersion version = ModelVersion.read(in);
            int length = in.readInt();
            if (length < 0 || length > in.available()) {
                throw new IllegalArgumentException("The content of version " + version.version() + " ends early.");
            }
            byte[] content = in.readNBytes(length);
            kept.add(new Kept(version, content));
            serving = version.version() == servingVersion ? ModelSetCodec.decode(content) : serving;
        }
        if (servingVersion != 0 && (serving == null || serving.version() != servingVersion)) {
            throw new IllegalArgumentException(
                    "Version " + servingVersion + " serves, but its content is missing or of another version.");
        }
        return new ModelVersions(
                List.copyOf(kept),
                lastVersion,
                serving,
                rolledBackMillis == Long.MIN_VALUE ? Instant.MIN : Instant.ofEpochMilli(rolledBackMillis));
    }
}
