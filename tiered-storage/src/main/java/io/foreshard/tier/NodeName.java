package io.foreshard.tier;

/**
 * A node as owner tokens name it. Immutable.
 *
 * @param folder name of the node's folder on disk; part of object names
 * @param consistentId consistent id in the cluster
 * @param clusterId id of the cluster
 */
public record NodeName(String folder, String consistentId, String clusterId) {}
