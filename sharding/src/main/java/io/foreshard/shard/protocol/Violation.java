package io.foreshard.shard.protocol;

/** How a rule can be broken. */
public enum Violation {
    /** Two servers serve a partition as its primary. */
    TWO_PRIMARIES("twoPrimaries"),
    /** Two servers compute different owners for a topology version. */
    DIFFERENT_OWNERS("differentOwners"),
    /** An owner that serves does not have an acknowledged row. */
    LOST_ROW("lostRows"),
    /** An owner that serves has an older value of an acknowledged row. */
    WRONG_ROW("wrongRows"),
    /** Without faults the cluster does not reach a state in which a move may begin. */
    UNSETTLED("unsettledClusters"),
    /** A server stops itself, since its owners differ from those of the sender of a change (P8). */
    STOPPED_SERVER("stoppedServers"),
    /** The cluster ends on an older placement than one that it served. */
    OLDER_PLACEMENT("olderPlacements");

    private final String label;

    Violation(String label) {
        this.label = label;
    }

    /** Returns its name among the {@linkplain ProtocolResult#counts counts}. */
    public String label() {
        return label;
    }
}
