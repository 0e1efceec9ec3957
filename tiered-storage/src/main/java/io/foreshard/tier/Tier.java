package io.foreshard.tier;

import java.util.Map;

/** The tier of one node: moves cold partitions to the object store. Thread-safe. */
public interface Tier {
    /**
     * Moves the data pages of local partitions to the object store, after a checkpoint. Returns when they have left.
     *
     * @param cacheOrGroup name of a cache, or of its group: caches of a group share partitions
     * @param partitions partitions; those that this node does not own are left out, none means all
     * @return what left
     * @throws IllegalArgumentException if there is no such cache or group with persistence
     * @throws TierException if the store or a file failed; what had left until then stays remote
     */
    OffloadReport offload(String cacheOrGroup, int... partitions);

    /**
     * Brings local partitions back from the object store and deletes their objects: before a snapshot, or to stop using the tier.
     *
     * @param cacheOrGroup name of a cache, or of its group
     * @param partitions partitions; none means all
     * @return partitions, and pages that came back
     * @throws IllegalArgumentException if there is no such cache or group with persistence
     * @throws TierException if the store or a file failed; what is still remote stays readable
     */
    OffloadReport recall(String cacheOrGroup, int... partitions);

    /**
     * Deletes objects of a group's local partitions that nothing names: those of offloads that were cut off. It lists the store.
     *
     * @return objects deleted
     * @throws IllegalArgumentException if there is no such cache or group with persistence
     * @throws TierException if the store failed; what was deleted is gone
     */
    int deleteOrphans(String cacheOrGroup);

    /**
     * Returns how the local partitions of tables placed by profile id are used, by group and number: only their partitions grow cold as a
     * whole. Empty while the cluster is inactive.
     */
    Map<String, Map<Integer, PartitionActivity>> activities();

    /** Returns what the tier has done since the node started. */
    TierStatistics statistics();

    /** Returns where the bytes of the partition files of a cache or group are, on this node. */
    TierSize size(String cacheOrGroup);
}
