package io.foreshard.plugin.cluster;

/** Thrown when a shared value is corrupt, not written by Foreshard or of a newer format; its message names the value and the cure. */
public final class UnreadableStateException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final String key;

    UnreadableStateException(String cache, String key, String problem, String cure, Throwable cause) {
        super(
                "The shared state '" + key + "' in the cache " + cache + " cannot be read: " + problem + " " + cure,
                cause);
        this.key = key;
    }

    /** Returns the key of the value in the cache of the shared state. */
    public String key() {
        return key;
    }
}
