package io.foreshard.tier;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tier of one node: moves pages of cold partitions between partition files and the object store.
 *
 * <p>Each call concerns the partitions of this node only; call it on every server to reach all copies. Thread-safe; moves of the same partition wait for
 * one another. Rows stay readable and writable during every call.
 */
public interface Tier {
    /**
     * Makes a checkpoint, then offloads the data pages of local partitions; returns when they are in the store and their blocks are returned to the
     * file system.
     *
     * @param cacheOrGroup name of a cache, or of its group: caches of a group share partitions
     * @param partitions partition numbers, none for all that are not pinned; numbers that this node does not own are ignored
     * @return partitions looked at, pages released and their bytes
     * @throws IllegalArgumentException if this node has no such cache or group with persistence, or one of the numbers is that of a pinned partition;
     *     nothing is offloaded
     * @throws TierException if the checkpoint, the store or a file failed for one partition or more, or the thread is interrupted; the other partitions
     *     are offloaded, and every row can be read as before
     */
    MovedPages offload(String cacheOrGroup, int... partitions);

    /**
     * Returns whether a partition is pinned: its local copies are neither offloaded nor released. Sends no request to the store.
     *
     * @param cacheOrGroup name of a cache, or of its group
     * @throws IllegalArgumentException if this node has no such cache or group with persistence
     */
    boolean isPinned(String cacheOrGroup, int partition);

    /**
     * Recalls local partitions and deletes their objects: before a snapshot, or to stop using the tier. Needs as many free bytes on disk as
     * {@link #size} reports as remote.
     *
     * @param cacheOrGroup name of a cache, or of its group
     * @param partitions partition numbers, none for all; numbers that this node does not own are ignored
     * @return partitions looked at, pages fetched and their bytes
     * @throws IllegalArgumentException if this node has no such cache or group with persistence
     * @throws TierException if the store or a file failed for one partition or more, a snapshot is being taken, or the thread is interrupted; the other
     *     partitions are recalled, and every row can be read as before
     */
    MovedPages recall(String cacheOrGroup, int... partitions);

    /**
     * Verifies the remote copies of local partitions: reads every object of theirs and compares each page with its checksum. A damaged copy of a page that
     * is also local is given up; the next offload uploads the page again. Costs a read of all remote bytes; the disk is not filled.
     *
     * @param cacheOrGroup name of a cache, or of its group
     * @param partitions partition numbers, none for all; numbers that this node does not own are ignored
     * @return what was read, healed and lost
     * @throws IllegalArgumentException if this node has no such cache or group with persistence
     * @throws TierException if the store did not answer for one partition or more, or the thread is interrupted
     */
    VerifyReport verify(String cacheOrGroup, int... partitions);

    /**
     * Returns the partitions that this node owns and no other node does: a copy with such partitions must not be discarded. Sends no request.
     *
     * @param cacheOrGroup name of a cache, or of its group
     * @return numbers of the partitions; all that this node owns while the cluster is inactive
     * @throws IllegalArgumentException if this node has no such cache or group with persistence
     */
    Set<Integer> soleCopies(String cacheOrGroup);

    /**
     * Deletes garbage of this node in the store: objects that no residency has named for the grace period. Lists the namespace of the node. Runs by itself
     * in the background too. Does not fail: what could not be deleted is in the report, and tried again later.
     *
     * @param isDryRun whether to report the objects that would be deleted, and to delete nothing
     */
    SweepReport collectGarbage(boolean isDryRun);

    /** Returns the bytes of the objects that are known to be garbage and are not deleted yet. Sends no request. */
    long garbageBytes();

    /**
     * Returns the use of local partitions by group name and partition number, for tables placed by profile id: only their partitions grow cold as a
     * whole. Empty while the cluster is inactive. Sends no request.
     */
    Map<String, Map<Integer, PartitionActivity>> activities();

    /** Returns why automatic offloads are paused, as a sentence: the store does not answer. Empty if they are not paused. */
    Optional<String> offloadPause();

    /** Returns the counters since the node started; the object is live. */
    TierStatistics statistics();

    /**
     * Returns the bytes of a group's local partition files by location. Sends no request.
     *
     * @param cacheOrGroup name of a cache, or of its group
     * @throws IllegalArgumentException if this node has no such cache or group with persistence
     * @throws TierException if the length of a file cannot be read
     */
    TierSize size(String cacheOrGroup);

    /**
     * Returns the bytes of local partition files by group name: of the groups with remote pages, and of those of {@link #activities}. Empty while the
     * cluster is inactive. Sends no request.
     *
     * @throws TierException if the length of a file cannot be read
     */
    Map<String, TierSize> sizes();

    /**
     * Uploads an image of the disk of this node, as of a checkpoint that the method makes: all local pages, and the residency of the remote ones. A lost
     * disk is recreated from it. Blocks until the image is in the store, and replaces the image before.
     *
     * @return what was uploaded
     * @throws TierException if no image can be taken at present, the store or a file failed, another image is being taken, or the thread is interrupted;
     *     the image before is unchanged
     */
    ImageReport uploadImage();

    /**
     * Returns the image of this node's disk in the store; empty if there is none, or this node has not looked for it since its start. Sends no request.
     */
    Optional<ImageReport> lastImage();
}
