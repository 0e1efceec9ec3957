package io.foreshard.plugin.internal.placement;

import java.io.Serializable;

/** What one server says about its copies at a topology version. Immutable; no record, because Ignite's marshaller cannot send one. */
final class ServerCopies implements Serializable {
    private static final long serialVersionUID = 1L;

    private final boolean atVersion;
    private final String obstacle;
    private final int[] filling;
    private final int[] deleting;
    private final long assignmentHash;

    private ServerCopies(boolean atVersion, String obstacle, int[] filling, int[] deleting, long assignmentHash) {
        this.atVersion = atVersion;
        this.obstacle = obstacle;
        this.filling = filling;
        this.deleting = deleting;
        this.assignmentHash = assignmentHash;
    }

    /**
     * Returns the copies of a server.
     *
     * @param obstacle the first copy that is not settled, as a phrase; null if all are
     * @param filling partitions whose copies are being filled, ascending
     * @param deleting partitions whose copies are being deleted, ascending
     */
    static ServerCopies of(String obstacle, int[] filling, int[] deleting) {
        return new ServerCopies(true, obstacle, filling, deleting, 0);
    }

    /** Returns the answer of a server that is not at the topology version, or cannot tell. */
    static ServerCopies unsettled(String obstacle) {
        return new ServerCopies(false, obstacle, new int[0], new int[0], 0);
    }

    /**
     * Returns these copies with what stands against a change.
     *
     * @param reason why the change cannot be made; null if it can
     * @param hash hash of the owners that the server would compute after the change
     */
    ServerCopies prepared(String reason, long hash) {
        return new ServerCopies(atVersion, reason, filling, deleting, hash);
    }

    /** Returns whether the server is at the topology version that it was asked about. */
    boolean isAtVersion() {
        return atVersion;
    }

    String obstacle() {
        return obstacle;
    }

    int[] filling() {
        return filling;
    }

    int[] deleting() {
        return deleting;
    }

    long assignmentHash() {
        return assignmentHash;
    }
}
