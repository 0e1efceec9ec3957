package io.foreshard.tier;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The place of a partition on disk and in the store. Immutable.
 *
 * @param group id of its cache group
 * @param partition number
 * @param nodeDirectory directory for residency files of this node; its last name is the node's
 * @param cacheDirectory directory in it for the cache group
 */
public record PartitionLocation(int group, int partition, Path nodeDirectory, String cacheDirectory) {
    Path residencyFile() {
        return nodeDirectory.resolve(cacheDirectory).resolve("part-" + partition + ".residency");
    }

    /** Returns the prefix of the partition's object names, without a slash at the end. */
    String objectPrefix() throws IOException {
        return objectPrefix(group) + "part-" + partition + "/" + nodeDirectory.getFileName() + "-"
                + NodeId.of(nodeDirectory);
    }

    /** Returns the prefix of the object names of a cache group. */
    static String objectPrefix(int group) {
        return "group-" + Integer.toHexString(group) + "/";
    }
}
