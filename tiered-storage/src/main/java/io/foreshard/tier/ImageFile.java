package io.foreshard.tier;

/**
 * A page file of a node: a partition, an index or a part of the metastorage. Immutable.
 *
 * @param cacheDirectory name of its directory below the node's persistence directory
 * @param name name of the file
 * @param group id of its cache group
 * @param partition number of its partition
 */
public record ImageFile(String cacheDirectory, String name, int group, int partition) {
    @Override
    public String toString() {
        return cacheDirectory + "/" + name;
    }
}
