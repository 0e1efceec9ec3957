package io.foreshard.plugin.tier;

import io.foreshard.tier.TieredPartition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The server below the operations on its tier. Implementations are thread-safe. */
public interface OperationHost {
    /**
     * A cache group of the cluster with persistence. Immutable.
     *
     * @param name name of the group, or of its only cache
     * @param partitions number of its partitions
     * @param hasShards whether it is placed by profile id: its partitions are those of shards
     */
    record Group(String name, int partitions, boolean hasShards) {}

    /** Returns the consistent id of this server. */
    String node();

    /**
     * Checks that the caller may administrate the cluster.
     *
     * @throws org.apache.ignite.plugin.security.SecurityException if it may not
     */
    void authorize();

    /** Returns all cache groups of the cluster that can have remote pages, also those without a partition on this server. */
    List<Group> groups();

    /**
     * Returns a cache group of the cluster that can have remote pages.
     *
     * @param cacheOrGroup name of a cache or of its group
     */
    Optional<Group> group(String cacheOrGroup);

    /** Returns the open partitions of a group on this server, by number. */
    Map<Integer, TieredPartition> partitions(Group group);

    /** Returns the length of a partition file on this server. */
    long fileBytes(Group group, int partition);

    /** Returns the bytes that Ignite can still write to the disk of the partition files. */
    long freeBytes();
}
