package io.foreshard.plugin.internal.placement;

import java.io.Serializable;

/** What one server says about its copies at a topology version. Immutable; no record, because Ignite's marshaller cannot send one. */
final class ServerCopies implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String obstacle;
    private final int[] filling;
    private final int[] deleting;
    private final long assignmentHash;

    /**
     * @param obstacle the first copy that is not settled, as a phrase; null if all are
     * @param filling partitions whose copies are being filled, ascending
     * @param deleting partitions whose copies are being deleted, ascending
     * @param assignmentHash hash of the owners that this server would compute after a change; 0 if it was not asked for one
     */
    ServerCopies(String obstacle, int[] filling, int[] deleting, long assignmentHash) {
        this.obstacle = obstacle;
        this.filling = filling;
        this.deleting = deleting;
        this.assignmentHash = assignmentHash;
    }

    static ServerCopies unsettled(String obstacle) {
        return new ServerCopies(obstacle, new int[0], new int[0], 0);
    }

    ServerCopies withHash(long hash) {
        return new ServerCopies(obstacle, filling, deleting, hash);
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
