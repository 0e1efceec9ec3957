package io.foreshard.plugin.shard;

import java.io.Serializable;

/**
 * The answer of one server to {@link ReadLoads}: the changes of its loads since the state that the coordinator has. Immutable and thread-safe.
 */
final class NodeLoads implements Serializable {
    private static final long serialVersionUID = 1L;

    private final boolean complete;
    private final long version;
    private final long nanos;
    private final byte[] changes;

    /**
     * @param complete whether the changes begin with {@link LocalLoads#NONE} instead of the state that the coordinator has
     * @param version number of the state after the changes
     * @param nanos time of the state on the monotonic clock of the server
     * @param changes see {@link LoadDelta}; not copied
     */
    NodeLoads(boolean complete, long version, long nanos, byte[] changes) {
        this.complete = complete;
        this.version = version;
        this.nanos = nanos;
        this.changes = changes;
    }

    long version() {
        return version;
    }

    long nanos() {
        return nanos;
    }

    /** Returns the bytes of the changes. */
    int size() {
        return changes.length;
    }

    /**
     * Returns the loads.
     *
     * @param known the state that the coordinator has
     * @throws IllegalArgumentException if the bytes are not changes of this state
     */
    LocalLoads loads(LocalLoads known) {
        return LoadDelta.apply(complete ? LocalLoads.NONE : known, changes);
    }
}
