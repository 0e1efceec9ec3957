package io.foreshard.plugin.cluster;

import java.util.Optional;

/** A shared value and its version as they were read, to be passed to {@link SharedState#tryReplace}. Immutable and thread-safe if the value is. */
public final class Versioned<T> {
    private final long version;
    private final T value;
    private final byte[] bytes;

    private Versioned(long version, T value, byte[] bytes) {
        this.version = version;
        this.value = value;
        this.bytes = bytes;
    }

    static <T> Versioned<T> absent() {
        return new Versioned<>(0, null, null);
    }

    static <T> Versioned<T> of(long version, T value, byte[] bytes) {
        return new Versioned<>(version, value, bytes);
    }

    /** Returns the number of times the value was written since it was created; 0 if there is none. */
    public long version() {
        return version;
    }

    /** Returns the value, empty if there is none. */
    public Optional<T> value() {
        return Optional.ofNullable(value);
    }

    /** Returns the stored bytes, not a copy; null if there is no value. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "version " + version + ": " + value;
    }
}
