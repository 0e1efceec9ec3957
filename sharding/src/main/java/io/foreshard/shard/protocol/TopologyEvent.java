package io.foreshard.shard.protocol;

import java.util.Set;

/**
 * An event of discovery: all servers see them in one order, and each causes an exchange. Immutable and thread-safe, but for the history.
 *
 * @param version the topology version it causes
 * @param alive servers of this version
 * @param baseline servers that own partitions
 * @param active whether the cluster serves
 * @param server the server that joined or left, or that sent the message
 * @param bytes a change of a placement, or the placement of a joining server
 * @param preparedAt version at which a message was prepared
 * @param ownersHash hash of the owners that the sender of a change computed
 * @param history placements of the cluster for a joining server, or null
 */
record TopologyEvent(
        Kind kind,
        TopologyVersion version,
        Set<String> alive,
        Set<String> baseline,
        boolean active,
        String server,
        byte[] bytes,
        TopologyVersion preparedAt,
        int ownersHash,
        PlacementHistory history) {
    /** The kind of an event. */
    enum Kind {
        JOIN("joins"),
        LEAVE("leaves"),
        /** All servers of the baseline are there after a stop of all. */
        ACTIVATION("activations"),
        BASELINE("baselineChanges"),
        /** A change of the placement. */
        CHANGE("placementChanges"),
        /** The primaries become those of the placement: Ignite's late affinity. */
        LATE_OWNERS("primarySwitches");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** Returns its name among the counts. */
        String label() {
            return label;
        }
    }

    /** Returns whether nothing happened between the preparation of a message and its arrival. */
    boolean followsPreparation() {
        return version.isNextMinorOf(preparedAt);
    }
}
