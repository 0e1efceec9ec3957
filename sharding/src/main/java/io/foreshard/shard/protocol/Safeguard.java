package io.foreshard.shard.protocol;

/** A rule of docs/sharding.md that the model can switch off, to show that the check sees the defect that the rule prevents. */
public enum Safeguard {
    /** P3: a change of another version of the placement is refused. Without it, it is applied to the version that is there. */
    BASE_VERSION,
    /** P4: owners are computed with the placement of the topology version. Without it, with the newest. */
    PLACEMENT_OF_VERSION,
    /** P5: owners are computed in each exchange. Without it, only when the baseline changes, as in Ignite. */
    REASSIGNMENT,
    /** P6: the placement is on the disk of a server before it takes part in the exchange. Without it, some time later. */
    FILE_FIRST,
    /** P7: a joining server takes the placements of the cluster. Without it, it uses its file. */
    JOIN_DATA,
    /** P8: a server whose owners differ from those that the sender of a change computed stops. */
    SAME_OWNERS,
    /** M1: the previous primary serves until the next has all rows. */
    LATE_OWNERS,
    /** M3: a copy that was cleared or created again asks for all rows, except in the first exchange after the start of its server. */
    ALL_ROWS,
    /** M3 without the exception: a copy that was being cleared when its server was killed asks for all rows as well. Includes {@link #ALL_ROWS}. */
    ALL_ROWS_AFTER_CRASH,
    /** M4: a move begins only when the cluster is settled. */
    SETTLED,
    /** M4 for a move back that cancels the last one: a server that gets a partition back has all of its copy, or nothing. */
    SETTLED_TO_CANCEL,
    /** M5: a move is applied only if nothing happened since M4 was checked. */
    NOTHING_BETWEEN
}
