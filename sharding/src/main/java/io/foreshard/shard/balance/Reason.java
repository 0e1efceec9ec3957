package io.foreshard.shard.balance;

/** Why the planner does something, or does nothing: the code beside the sentence for an operator. */
public enum Reason {
    /** An owner is lost: another node gets a copy. */
    OWNER_LOST,
    /** An owner is leaving the cluster: another node gets its copy. */
    OWNER_LEAVING,
    /** All owners are lost: the partition waits for one of them, because a new owner would be empty. */
    LAST_COPY_LOST,
    /** Two copies are in one failure domain: one of them moves to another. */
    SAME_DOMAIN,
    /** A node has more than its share: a copy moves to another node. */
    NODE_OVERLOADED,
    /** A node has more than its share, and each of its copies is too large to move alone: a smaller one moves the other way. */
    EXCHANGED,
    /** A node has more than its share: a backup becomes the primary, and no bytes are copied. */
    PRIMARY_SWITCHED,
    /** A partition alone has more than the share of a node, and its readers use any copy: it gets more copies. */
    COPIES_RAISED,
    /** The additional copies of a partition are not needed any more: one is deleted. */
    COPIES_LOWERED,
    /** A partition alone has more than the share of a node, and more copies would not help. */
    HOT_PARTITION,
    /** Nothing is planned: the mode is OFF. */
    MODE_OFF,
    /** Nothing is balanced: the loads are not measured for long enough. */
    NO_EVIDENCE,
    /** Nothing is balanced: the loads are old. */
    OLD_LOADS,
    /** Nothing is balanced: the last change is recent. */
    PAUSE,
    /** Nothing is balanced: the load of the nodes above their share, or of many nodes, changes, and is not urgent. */
    CHANGING,
    /** Nothing is balanced: no dimension is used enough. */
    IDLE,
    /** Nothing moves: no node has much more than its share. */
    BALANCED,
    /** A node stays overloaded: a move would take off too little for the bytes that it copies. */
    COSTLY,
    /** A node stays overloaded: each of its partitions is too large for the gap to the least loaded nodes. */
    INDIVISIBLE,
    /** A node stays overloaded, or a copy is missing: no other node may take a copy. */
    NO_TARGET,
    /** A node stays overloaded: its partitions moved a short time ago or are moving. */
    COOLDOWN,
    /** A node stays overloaded, or two copies in one failure domain: an operator pinned the partitions. */
    PINNED,
    /** More is to move, and the bytes of this round are used. */
    BUDGET,
    /** A move is under way: a copy is being filled by its new owner. */
    FILLING,
    /** A move is under way: a copy is being deleted by its previous owner. */
    DELETING,
    /** Nothing moves: copies are not settled, or their comparison after the last move is not finished. */
    UNSETTLED,
    /** Nothing moves: the copies of a partition differ after the last move. */
    COPIES_DIFFER
}
