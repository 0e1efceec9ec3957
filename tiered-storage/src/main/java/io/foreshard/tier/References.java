package io.foreshard.tier;

import java.io.IOException;
import java.util.function.Predicate;

/** The objects that the residencies of a node name, as its sweep sees them. Implementations are thread-safe. */
interface References {
    /** The knowledge about a cache group. */
    enum GroupState {
        /** This node has residencies of it: each partition is asked for. */
        HERE,
        /** This node has no residency of it, but the cluster has the group: its objects are kept, for a rebuild. */
        ELSEWHERE,
        /** The cluster is active and does not have the group: its objects are garbage. */
        GONE,
        /** It is unknown whether the group exists, as while the cluster is inactive: its objects are kept. */
        UNSURE
    }

    /** Returns the state of a group. */
    GroupState group(int group);

    /**
     * Runs an action while no offload, recall or rebuild of a partition runs and none starts, so that no upload is in flight.
     *
     * @return false if one is running: the action was not run
     * @throws IOException if the action failed, or the residency cannot be read
     */
    boolean unlessMoving(int group, int partition, Action action) throws IOException;

    /**
     * Returns whether a residency of this node, in memory or on disk, of any partition, may name an object of another namespace.
     *
     * @param namespace {@code nodes/<node>-<nodeId>}
     * @return true also if that is unknown, as while a residency is damaged
     */
    boolean mayBorrowFrom(String namespace);

    /** A look at the references of one partition. */
    @FunctionalInterface
    interface Action {
        /**
         * Looks at the references.
         *
         * @param isReferenced whether the residency names an object, in memory or on disk, with its last record or without it; of the manifest,
         *     whether the partition has remote copies
         */
        void run(Predicate<String> isReferenced) throws IOException;
    }
}
