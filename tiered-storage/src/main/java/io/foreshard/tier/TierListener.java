package io.foreshard.tier;

/**
 * Receives the events of the tier of a node, to log or count them. All methods do nothing by default.
 *
 * <p>Called from the threads of the tier and of the database, some of which hold locks: implementations are thread-safe, do not block and do not throw.
 */
public interface TierListener {
    /** A listener that ignores everything. */
    TierListener NONE = new TierListener() {};

    /**
     * Partitions of a cache group were offloaded.
     *
     * @param partitions partitions that were asked for and are on this node
     * @param pages pages released by them, at least 1
     * @param bytes bytes of these pages
     */
    default void offloaded(String group, int partitions, long pages, long bytes) {}

    /**
     * Partitions of a cache group were recalled.
     *
     * @param partitions partitions that were asked for and are on this node
     * @param pages pages fetched, at least 1
     * @param bytes bytes of these pages
     */
    default void recalled(String group, int partitions, long pages, long bytes) {}

    /** One partition was not offloaded; all its pages can be read as before. */
    default void offloadFailed(String group, int partition, Exception cause) {}

    /** One partition was not recalled; all its pages can be read as before. */
    default void recallFailed(String group, int partition, Exception cause) {}

    /** A round of the age rule failed for a cache group, or for all if the group is null; it is repeated. */
    default void ageingFailed(String group, Exception cause) {}

    /** A change that has begun is blocked until the store delivers a page; it retries. Called once per blocked change. */
    default void changeBlocked(Exception cause) {}

    /** A blocked change waits for a page that the store does not have or has damaged; the node is about to fail. */
    default void changeHopeless(Exception cause) {}

    /** A page in an object is corrupt: its checksum is wrong. */
    default void pageCorrupt(String object, int page) {}

    /** Objects that nothing names could not be deleted: they are orphans. */
    default void deleteFailed(int objects, Exception cause) {}

    /** Orphans of one partition were deleted; 0 if it had none. */
    default void orphansDeleted(int objects) {}
}
