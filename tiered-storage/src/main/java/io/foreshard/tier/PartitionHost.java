package io.foreshard.tier;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The database that owns the partition files, as the tier of one node sees it. Implementations are thread-safe. */
public interface PartitionHost {
    /**
     * Returns a cache group with persistence.
     *
     * @param cacheOrGroup name of a cache or of its group
     * @throws IllegalArgumentException if this node has no such group
     */
    TieredGroup group(String cacheOrGroup);

    /** Returns all groups with persistence; empty while the cluster is inactive. */
    List<TieredGroup> groups();

    /** Returns the groups whose partitions grow cold as a whole; empty while the cluster is inactive. */
    List<TieredGroup> ageingGroups();

    /** Returns the open partitions of a group that this node owns, by number; a new map. */
    Map<Integer, TieredPartition> partitions(TieredGroup group);

    /** Returns the accesses of data pages of a partition since the node started. */
    long accesses(TieredGroup group, int partition);

    /** Returns whether a partition is one of those that take the new rows of today; false by default. */
    default boolean takesNewRows(TieredGroup group, int partition) {
        return false;
    }

    /** Returns whether the rows of a partition are still being copied to this node; false by default. */
    default boolean isFilling(TieredGroup group, int partition) {
        return false;
    }

    /** Returns whether an operator keeps the local copies of a partition; false by default. */
    default boolean isPinned(TieredGroup group, int partition) {
        return false;
    }

    /** Keeps a partition on this node until {@link Reservation#release}; returns null if it is no longer here. */
    Reservation reserve(TieredGroup group, int partition);

    /**
     * From now on each checkpoint removes all pages of some partitions from the free lists of the database, so that no new row needs an offloaded page; followed
     * by {@link #checkpoint}. Does nothing by default: a database without free lists.
     *
     * @throws IOException if it failed: then no partition has begun
     */
    default void beginOffload(TieredGroup group, Set<Integer> partitions) throws IOException {}

    /** The offload of a partition has ended, or will not take place. */
    default void endOffload(TieredGroup group, int partition) {}

    /**
     * Writes all changed pages to the partition files and waits until they are durable.
     *
     * @throws IOException if it failed
     */
    void checkpoint() throws IOException;

    /** Returns whether the cluster has a cache group with an id; empty while that is unknown, as on an inactive cluster. */
    Optional<Boolean> hasGroup(int id);

    /**
     * Returns whether a cache directory is in use: the cluster has its cache group, or it has partition files on this node; empty while that is unknown, as on
     * an inactive cluster.
     */
    Optional<Boolean> hasDirectory(String cacheDirectory);

    /** Returns whether other nodes own a partition, and this node has no copy of it; false while that is unknown. */
    boolean isElsewhere(int group, int partition);

    /** Returns the partitions of a group that this node owns and no other node does; on an inactive cluster all that it owns. */
    Set<Integer> soleCopies(TieredGroup group);

    /** Returns the consistent ids of the nodes of the baseline; empty while they are unknown, as on an inactive cluster. */
    Optional<Set<String>> baseline();

    /** Returns whether this node does the work that one node does for all: one of the online nodes of the baseline does; false while that is unknown. */
    boolean isCoordinator();

    /** Returns the names of this node; called when the node has joined. */
    NodeName node();

    /** Returns whether partition files are being copied, as a snapshot does. */
    boolean copiesFiles();

    /** A partition that stays on this node. */
    interface Reservation {
        /** Ends the reservation. */
        void release();
    }
}
