package io.foreshard.tier;

import java.time.Duration;

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

    /**
     * Pages of a cache group were uploaded ahead of need; their local copies stay.
     *
     * @param partitions partitions that were asked for and are on this node
     * @param pages pages uploaded, at least 1
     * @param bytes bytes of these pages
     */
    default void uploaded(String group, int partitions, long pages, long bytes) {}

    /**
     * More bytes are local than the budget allows, and the rest cannot be released. Called once, until the budget is kept again.
     *
     * @param localBytes local bytes that count
     * @param budgetBytes the budget
     * @param why local bytes by the reason why they cannot be released, as words for a log
     */
    default void budgetExceeded(long localBytes, long budgetBytes, String why) {}

    /** The local bytes are within the budget again. */
    default void budgetKept(long localBytes, long budgetBytes) {}

    /** A round of the local budget failed; it is repeated. */
    default void budgetFailed(Exception cause) {}

    /** The temperatures of partitions were not read or written: those that are not known begin at 0. */
    default void temperaturesFailed(Exception cause) {}

    /**
     * Local copies of pages that have a remote copy were given up, to free disk space.
     *
     * @param partitions partitions that were asked for and are on this node
     * @param pages pages released by them, at least 1
     * @param bytes bytes of these pages
     */
    default void released(String group, int partitions, long pages, long bytes) {}

    /** The local copies of one partition were not released; all its pages can be read as before. */
    default void releaseFailed(String group, int partition, Exception cause) {}

    /** One partition was not offloaded; all its pages can be read as before. */
    default void offloadFailed(String group, int partition, Exception cause) {}

    /** One partition was not recalled; all its pages can be read as before. */
    default void recallFailed(String group, int partition, Exception cause) {}

    /** The store did not answer an automatic offload: none is tried until it answers a trial. */
    default void offloadsPaused(Exception cause) {}

    /** The store answers: automatic offloads go on. */
    default void offloadsResumed() {}

    /** A round of the age rule failed for a cache group, or for all if the group is null; it is repeated. */
    default void ageingFailed(String group, Exception cause) {}

    /**
     * A change that has begun is blocked until the store delivers a page; it retries. Called once per blocked change.
     *
     * @param change equals no other that is blocked; its thread, if it has one
     */
    default void changeBlocked(Object change, Exception cause) {}

    /** The recovery of a node that starts waits for a page that the store does not deliver; it retries. Called every 30 s for each page. */
    default void recoveryBlocked(Exception cause) {}

    /** A page is fetched by a thread that holds the latch of a tree page, on which other operations wait. */
    default void fetchedUnderLatch() {}

    /** A blocked change continues, or its node stops. */
    default void changeContinued(Object change) {}

    /** A checkpoint waits for slow fetches before it begins. Called by its thread after a minute, and once a minute from then on. */
    default void checkpointDelayed(Duration waited) {}

    /** A delayed checkpoint begins. Called by its thread. */
    default void checkpointContinued() {}

    /** A blocked change waits for a page that the store does not have or has damaged; the node is about to fail. */
    default void pageLost(Exception cause) {}

    /**
     * A task of the database in the background needs a page that is missing or corrupt in the store: it is paused, and tried again from time to time. Followed
     * by {@link #taskResumed} at each new attempt.
     *
     * @param task task and what it is about, as the beginning of a sentence
     */
    default void taskPaused(String task, Exception cause) {}

    /** A paused task is tried again, or has ended. */
    default void taskResumed() {}

    /** A page is missing or corrupt in the store, and this node has no other copy. Called once for each page and start of the node. */
    default void pageDamaged(DamagedPage page) {}

    /** A page whose remote copy is corrupt or missing was taken from a good copy; its next offload uploads it again. */
    default void pageHealed(String object, int page) {}

    /** The store did not deliver a page, and its bytes were found in the partition file, where a kill of the process had left them. */
    default void pageReused(String object, int page) {}

    /** Fetched pages were delivered from memory, because the partition file could not take them: the disk is full, for example. They stay remote. */
    default void fillFailed(String group, int partition, Exception cause) {}

    /** The residency log of a cache group was not compacted, or not deleted with the last file; it is valid, and compacted later. */
    default void logFailed(String group, Exception cause) {}

    /** Garbage objects, or the manifest of a partition that was recalled or deleted, could not be deleted; the next sweep tries again. */
    default void deleteFailed(int objects, Exception cause) {}

    /** Garbage objects were deleted. */
    default void garbageDeleted(int objects) {}

    /** This node stores its objects in a new namespace: its disk is a copy or was restored. The reason is a sentence for a log. */
    default void namespaceForked(String namespace, String reason) {}

    /** This node lost its namespace to another session; it offloads and deletes nothing until it has claimed a new one. */
    default void namespaceFenced(String namespace, String reason) {}

    /** This node may not use its namespace: wrong store, emptied store, or another process in its directory; with the cure. */
    default void namespaceRefused(String namespace, String reason) {}

    /** An image of the disk of this node was published. */
    default void imageUploaded(ImageReport image, Duration elapsed) {}

    /** An image of the disk of this node failed or was refused; the image before is unchanged. The cause is a sentence. */
    default void imageFailed(Exception cause) {}

    /** A sweep of the namespace of this node, or of one whose node is gone, has ended; also after a failure. */
    default void swept(String namespace, SweepReport report) {}

    /** A sweep was cut off; the next one continues. */
    default void sweepFailed(String namespace, Exception cause) {}
}
