package io.foreshard.plugin.cluster;

import io.foreshard.plugin.table.NodeTables;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.binary.BinaryObject;

/**
 * One small value that all nodes of a cluster share, replaced by compare-and-set.
 *
 * <p>On a server a read sends no request, and unchanged bytes are decoded once; on a client a read is one request. Content that is
 * corrupt, not written by Foreshard or of a newer format is refused on every read and never replaced; when an operator removes it, the next read finds
 * no value. Within a transaction of the caller the cache is not read, because it is TRANSACTIONAL and the entry would stay locked until the commit.
 * Thread-safe.
 */
public final class SharedState<T> {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long BACKOFF_NANOS = 500_000;
    private static final int MAX_BACKOFFS = 64;

    private final Ignite ignite;
    private final String key;
    private final StateCodec<T> codec;
    private volatile Versioned<T> newest = Versioned.absent();

    /** @param key key of the value in the cache of the shared state, different for each value */
    public SharedState(Ignite ignite, String key, StateCodec<T> codec) {
        this.ignite = ignite;
        this.key = key;
        this.codec = codec;
    }

    /**
     * Returns the value; within a transaction of this thread, the value of the last read.
     *
     * @throws UnreadableStateException if the stored content is corrupt, not written by Foreshard or of a newer format
     * @throws IllegalStateException if the cluster is still creating its caches
     * @throws org.apache.ignite.IgniteException if the cluster is inactive
     */
    public Versioned<T> read() {
        if (ignite.transactions().tx() != null) {
            return newest;
        }
        Object stored = cache().get(key);
        Versioned<T> known = newest;
        if (stored == null) {
            known = Versioned.absent();
        } else if (!(stored instanceof byte[] bytes)) {
            throw unreadable("it is a " + typeName(stored) + ", not bytes of Foreshard.", null);
        } else if (!Arrays.equals(bytes, known.bytes())) {
            known = opened(bytes);
        }
        newest = known;
        return known;
    }

    /**
     * Replaces the value if it is still the one expected; returns whether it was replaced.
     *
     * <p>The call is retried when a node leaves the cluster; the value is replaced at most once. False may then also mean that this call replaced the value
     * and another writer replaced it again.
     *
     * @param expected the value as it was {@linkplain #read() read}
     * @throws IllegalStateException within a transaction, or if the cluster is still creating its caches
     * @throws org.apache.ignite.IgniteException if the cluster is inactive or lost too many nodes; the value may have been replaced
     */
    public boolean tryReplace(Versioned<T> expected, T next) {
        return replaced(expected, next).isPresent();
    }

    /**
     * Changes the value; if another writer was first, applies the change to that writer's value.
     *
     * @param change returns the next value for the present one (empty if there is none), or the same object to keep it; without side effects
     * @return the value that is stored
     * @throws UnreadableStateException if the stored content is corrupt, not written by Foreshard or of a newer format
     * @throws IllegalStateException within a transaction, or if another writer was first in each attempt for a minute
     * @throws org.apache.ignite.IgniteException if the cluster is inactive or lost too many nodes; the value may have been replaced
     */
    public Versioned<T> update(Function<Optional<T>, T> change) {
        long start = System.nanoTime();
        for (int attempt = 1; System.nanoTime() - start < PATIENCE.toNanos(); attempt++) {
            Versioned<T> present = read();
            T next = change.apply(present.value());
            if (present.value().orElse(null) == next) {
                return present;
            }
            Optional<Versioned<T>> replaced = replaced(present, next);
            if (replaced.isPresent()) {
                return replaced.get();
            }
            long backoffNanos = BACKOFF_NANOS * Math.min(attempt, MAX_BACKOFFS);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(backoffNanos));
        }
        throw new IllegalStateException("The shared state '" + key
                + "' was changed by other writers in each attempt for " + PATIENCE.toSeconds() + " s; try again.");
    }

    private Optional<Versioned<T>> replaced(Versioned<T> expected, T next) {
        if (ignite.transactions().tx() != null) {
            throw new IllegalStateException(
                    "The shared state '" + key + "' cannot be changed within a transaction; commit it first.");
        }
        byte[] stored =
                StateEnvelope.seal(key, codec.format(), expected.version() + 1, UUID.randomUUID(), codec.encode(next));
        byte[] header = expected.bytes() == null ? null : StateEnvelope.header(expected.bytes());
        ReplaceState replacement = new ReplaceState(header, stored);
        if (!NodeLoss.retried(() -> cache().invoke(key, replacement))) {
            return Optional.empty();
        }
        Versioned<T> written = Versioned.of(expected.version() + 1, next, stored);
        newest = written;
        return Optional.of(written);
    }

    private IgniteCache<String, Object> cache() {
        IgniteCache<String, Object> cache = ignite.cache(cacheName());
        if (cache == null) {
            throw new IllegalStateException("The shared state '" + key
                    + "' is not available: the cluster is still creating the cache " + cacheName() + ".");
        }
        return cache.withKeepBinary(); // so that an object of an unknown class is refused here, not by the marshaller
    }

    private String cacheName() {
        return NodeTables.names(ignite).meta();
    }

    private Versioned<T> opened(byte[] bytes) {
        StateEnvelope envelope;
        try {
            envelope = StateEnvelope.open(key, bytes);
        } catch (IllegalArgumentException e) {
            throw unreadable(e.getMessage(), null);
        }
        if (envelope.format() > codec.format()) {
            throw new UnreadableStateException(
                    cacheName(),
                    key,
                    "it has format " + envelope.format() + " of a newer Foreshard, this node reads up to format "
                            + codec.format() + ".",
                    "Run the newer version on this node too.",
                    null);
        }
        try {
            return Versioned.of(envelope.version(), codec.decode(envelope.format(), envelope.content()), bytes);
        } catch (IllegalArgumentException e) {
            throw unreadable("its content is corrupt.", e);
        }
    }

    private static String typeName(Object stored) {
        return stored instanceof BinaryObject object
                ? object.type().typeName()
                : stored.getClass().getName();
    }

    private UnreadableStateException unreadable(String problem, Throwable cause) {
        return new UnreadableStateException(
                cacheName(), key, problem, "Remove this entry; " + codec.recreation() + ".", cause);
    }
}
