package io.foreshard.plugin.shard;

/**
 * The loads that a server has sent last: it sends changes to a coordinator that has this state, and all of its loads to any other. Thread-safe.
 *
 * <p>A state is kept for one coordinator; a second one, during a change of the coordinator, makes both receive complete states.
 */
final class SentLoads {
    /** The number of the state that a coordinator has before it receives one. */
    static final long NO_STATE = 0;

    private final PartitionLoads source;
    private LocalLoads sent = LocalLoads.NONE;
    private long version = NO_STATE;

    SentLoads(PartitionLoads source) {
        this.source = source;
    }

    /** @param acknowledged number of the state that the coordinator has */
    synchronized NodeLoads next(long acknowledged) {
        LocalLoads now = source.read();
        long nanos = System.nanoTime();
        boolean complete = acknowledged == NO_STATE || acknowledged != version;
        byte[] changes = LoadDelta.between(complete ? LocalLoads.NONE : sent, now);
        sent = now;
        version++;
        return new NodeLoads(complete, version, nanos, changes);
    }
}
