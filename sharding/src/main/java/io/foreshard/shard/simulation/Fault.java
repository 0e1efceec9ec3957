package io.foreshard.shard.simulation;

/**
 * Something that happens to a node of a simulated cluster. Immutable and thread-safe.
 *
 * @param atMillis when it begins
 * @param untilMillis when it ends; of no meaning for LOSS, JOIN and LEAVE
 * @param node the node's number; of no meaning for JOIN and OLD_LOADS
 */
record Fault(Kind kind, int node, long atMillis, long untilMillis) {
    /** The kind of a fault. */
    enum Kind {
        /** The node is gone with its copies. */
        LOSS,
        /** A node joins without partitions. */
        JOIN,
        /** The node is to give up its partitions. */
        LEAVE,
        /** The node answers no request for its load, and copies to it take ten times as long. */
        SLOW,
        /** The loads of all nodes are those of the time it began. */
        OLD_LOADS
    }

    boolean isActive(long millis) {
        return atMillis <= millis && millis < untilMillis;
    }
}
