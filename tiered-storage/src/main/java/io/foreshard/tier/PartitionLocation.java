package io.foreshard.tier;

/**
 * The place of a partition on disk and in the store. Immutable.
 *
 * @param group id of its cache group
 * @param groupName name of its cache group, for messages
 * @param partition number
 * @param directory directory of the tier on this node
 * @param cacheDirectory name of the directory of the cache group
 */
public record PartitionLocation(
        int group, String groupName, int partition, NodeDirectory directory, String cacheDirectory) {
    /** Returns the part of the object names that tells the partition from the others of a node. */
    String objectPath() {
        return "group-" + Integer.toHexString(group) + "/part-" + partition;
    }
}
