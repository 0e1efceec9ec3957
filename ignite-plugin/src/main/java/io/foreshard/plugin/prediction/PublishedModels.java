package io.foreshard.plugin.prediction;

import io.foreshard.plugin.cluster.SharedState;
import io.foreshard.plugin.cluster.StateCache;
import io.foreshard.plugin.cluster.StateListener;
import io.foreshard.plugin.cluster.StreamCodec;
import io.foreshard.plugin.cluster.UnreadableStateException;
import io.foreshard.plugin.cluster.Versioned;
import io.foreshard.training.ModelSet;
import io.foreshard.training.ModelStore;
import io.foreshard.training.ModelVersion;
import io.foreshard.training.ModelVersions;
import io.foreshard.training.TrainingDecision;
import io.foreshard.training.TrainingDecision.Kind;
import io.foreshard.training.TrainingHistory;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;

/**
 * The published models and the decisions about them, shared by all nodes of the cluster.
 *
 * <p>All kept versions are one value, so that a publication and a rollback are atomic. A second value of 8 bytes, the stamp, changes with it: {@link #get} reads only the stamp, at most once a second, because on a client a
 * read is a request to a server and the models are up to some MB. A stamp that a killed trainer did not write is written by the next trainer. If the content is unreadable, the last readable models stay in use. Thread-safe.
 */
public final class PublishedModels implements ModelStore, Supplier<ModelSet> {
    static final String KEY = "models";

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final StreamCodec<ModelVersions> VERSIONS =
            new StreamCodec<>(ModelVersions::write, ModelVersions::read, "the next training publishes new models");
    private static final StreamCodec<Long> STAMPS =
            new StreamCodec<>((stamp, out) -> out.writeLong(stamp), in -> in.readLong(), "the next training writes it");
    private static final StreamCodec<TrainingHistory> HISTORIES = new StreamCodec<>(
            TrainingHistory::write, TrainingHistory::read, "the next decision is the first one of it");

    private final Ignite ignite;
    private final SharedState<ModelVersions> versions;
    private final SharedState<Long> stamp;
    private final SharedState<TrainingHistory> history;
    private ModelSet readable;
    private long readStamp;
    private boolean read;
    private long readNanos;

    public PublishedModels(Ignite ignite) {
        this.ignite = ignite;
        versions = new SharedState<>(ignite, KEY, VERSIONS);
        stamp = new SharedState<>(ignite, "models-stamp", STAMPS);
        history = new SharedState<>(ignite, "training-decisions", HISTORIES);
    }

    /** Returns the models that serve, at most one second after their publication; null before the first ones. */
    @Override
    public synchronized ModelSet get() {
        long now = System.nanoTime();
        if (!read || now - readNanos > FRESH_NANOS) {
            try {
                refresh();
            } catch (UnreadableStateException e) {
                StateListener.of(ignite).onUnreadable(e);
            }
            read = true;
            readNanos = now;
        }
        return readable;
    }

    private void refresh() {
        if (!StateCache.exists(ignite)) {
            readable = null;
            return;
        }
        long present = stamp.read().value().orElse(0L);
        if (present != readStamp) {
            readable = versions.read().value().flatMap(ModelVersions::serving).orElse(null);
            readStamp = present;
        }
    }

    /**
     * Reads the versions.
     *
     * @throws UnreadableStateException if the published content is not of Foreshard or damaged
     */
    @Override
    public ModelVersions versions() {
        return stamped(versions.read()).value().orElse(ModelVersions.NONE);
    }

    @Override
    public boolean replace(ModelVersions expected, ModelVersions next) {
        Versioned<ModelVersions> present = versions.read();
        // Unchanged bytes are decoded once, so the object tells whether they are those that were read.
        boolean replaced = present.value().orElse(ModelVersions.NONE) == expected && versions.tryReplace(present, next);
        stamped(versions.read());
        return replaced;
    }

    /**
     * Lets an earlier version serve.
     *
     * @throws IllegalArgumentException with a sentence, if the version is not kept, serves already, or cannot be read
     * @throws UnreadableStateException if the published content is not of Foreshard or damaged
     */
    TrainingDecision rollback(long version, Instant now) {
        long before = versions().serving().map(ModelSet::version).orElse(0L);
        stamped(versions.update(present -> present.orElse(ModelVersions.NONE).rolledBack(version, now)));
        TrainingDecision decision = new TrainingDecision(
                now,
                Kind.ROLLED_BACK,
                version,
                "An operator chose version " + version + " instead of version " + before
                        + "; later models are judged by actions after " + now + " only.",
                0,
                Instant.EPOCH);
        append(decision);
        return decision;
    }

    @Override
    public TrainingHistory history() {
        return history.read().value().orElse(TrainingHistory.NONE);
    }

    @Override
    public void append(TrainingDecision decision) {
        history.update(present -> present.orElse(TrainingHistory.NONE).plus(decision));
    }

    /** Writes the stamp of versions unless it is there. */
    private Versioned<ModelVersions> stamped(Versioned<ModelVersions> present) {
        // With the time of the publication, because the count begins again after an operator has removed the entry.
        long wanted = present.value()
                .flatMap(ModelVersions::servingVersion)
                .map(ModelVersion::publishedAt)
                .map(at -> 31 * at.toEpochMilli() + present.version())
                .orElse(0L);
        stamp.update(known -> known.isPresent() && known.get() == wanted ? known.get() : Long.valueOf(wanted));
        return present;
    }
}
