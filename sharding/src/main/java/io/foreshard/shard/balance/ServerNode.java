package io.foreshard.shard.balance;

/**
 * A server as the planner sees it. Immutable and thread-safe.
 *
 * @param consistentId the name that outlives a restart
 * @param capacity what it has of each dimension; a dimension of 0 on a node is not balanced on any node
 * @param domain the failure domain, such as a rack or a zone; copies of a partition lie in different domains where there are enough of them
 */
public record ServerNode(String consistentId, Load capacity, String domain, State state) {
    /** What the planner may do with a node. */
    public enum State {
        /** It owns partitions and may get more. */
        UP,
        /** It is to own nothing: its partitions move to other nodes. */
        LEAVING,
        /** Its load is not known: it keeps what it owns and gets nothing. */
        UNKNOWN,
        /** It is gone with its copies: other nodes get new ones. */
        LOST
    }

    /** Returns a node of which only the name is known. */
    static ServerNode lost(String consistentId) {
        return new ServerNode(consistentId, Load.NONE, "", State.LOST);
    }
}
