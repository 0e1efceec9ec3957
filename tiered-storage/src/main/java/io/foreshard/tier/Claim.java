package io.foreshard.tier;

import java.util.UUID;

/**
 * The result of a claim of a namespace. Immutable.
 *
 * @param outcome result
 * @param namespace namespace of the node
 * @param epoch epoch that the node owns, 0 if it owns none
 * @param session session of the node
 * @param sentence result for a log, with the cure if there is one to take
 */
record Claim(Outcome outcome, Namespace namespace, long epoch, UUID session, String sentence) {
    /** The results. */
    enum Outcome {
        /** The node owns its namespace. */
        OWNED,
        /** The disk is a copy or was restored: the node owns a new namespace and holds the old one, whose objects it still reads. */
        FORKED,
        /** As FORKED, and a collector has begun to delete the objects of an old namespace. */
        LOST,
        /** The store has no token of this node, or one of its past: nothing may be offloaded or deleted. */
        UNKNOWN_NODE,
        /** Another process uses the directory of this node: nothing may be offloaded or deleted. */
        REPLACED
    }

    /** Returns whether the node owns a namespace, so that it may offload. */
    boolean isOwned() {
        return switch (outcome) {
            case OWNED, FORKED, LOST -> true;
            case UNKNOWN_NODE, REPLACED -> false;
        };
    }
}
