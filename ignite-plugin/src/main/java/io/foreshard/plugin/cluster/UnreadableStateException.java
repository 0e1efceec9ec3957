package io.foreshard.plugin.cluster;

/** Thrown when the content of a shared value is corrupt, foreign or newer than this node; its message names the value and the cure. */
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
