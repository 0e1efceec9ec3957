package io.foreshard.tier;

import java.time.Instant;

/**
 * An image of a node's disk as it was found in the store. Immutable.
 *
 * @param namespace place in the store, {@code nodes/<node>-<id>}
 * @param folder folder of the node
 * @param consistentId consistent id of the node
 * @param clusterId id of its cluster
 * @param begun time before the checkpoint of which the image is
 * @param seenAt time when the node last confirmed that it owns the namespace
 * @param files page files
 * @param localPages pages whose content is in the image
 * @param remoteObjects objects of the tier with the other pages
 */
public record StoredImage(
        String namespace,
        String folder,
        String consistentId,
        String clusterId,
        Instant begun,
        Instant seenAt,
        int files,
        long localPages,
        int remoteObjects) {}
