package io.foreshard.affinity;

import io.foreshard.key.ProfileLayout;
import io.foreshard.key.ProfiledKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.ignite.Ignite;
import org.apache.ignite.cache.affinity.AffinityFunctionContext;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.resources.IgniteInstanceResource;

/**
 * The affinity function of profiled tables: the partition of a key is the leading bits of its profile id.
 *
 * <p>It keeps no state per key: the partition of a key never changes, also when shards split or merge, and a thin client
 * computes the same number with {@link ProfilePartitionMapper}.
 *
 * <p>Owners come from rendezvous hashing, partition by partition. Where the {@link PlacementSource} of the node has preferred owners for maps with this number
 * of partitions, these come first. The function itself holds no placement, so an instance that an earlier version serialized works.
 *
 * <p><b>Keys without a profile id</b> (all but non-negative integers of 8 to 64 bits and {@link ProfiledKey}s) are spread by their hash over the last
 * sixteenth of the partitions, those of the epoch that is never issued. They work, without locality.
 *
 * <p>Thread-safe once configured.
 */
public final class BehavioralAffinityFunction extends RendezvousAffinityFunction {
    /** Default number of partitions. */
    public static final int DEFAULT_PARTITIONS = 1024;
    /** Fewest partitions: 16 epochs of 4 partitions. */
    public static final int MIN_PARTITIONS = 64;
    /** Most partitions: with more, a partition map exchange takes seconds. */
    public static final int MAX_PARTITIONS = 8192;

    private static final long serialVersionUID = 1L;

    private static final int EPOCH_VALUES = 1 << ProfileLayout.transactions().width(ProfileLayout.Field.EPOCH);

    @IgniteInstanceResource
    private transient Ignite node;

    /** Creates the function with {@link #DEFAULT_PARTITIONS}. */
    public BehavioralAffinityFunction() {
        this(DEFAULT_PARTITIONS);
    }

    /**
     * Creates the function.
     *
     * @param partitions a power of two, {@link #MIN_PARTITIONS} to {@link #MAX_PARTITIONS}
     * @throws IllegalArgumentException if it is not
     */
    public BehavioralAffinityFunction(int partitions) {
        this(false, partitions);
    }

    /**
     * Creates the function.
     *
     * @param excludeNeighbors whether the copies of a partition are placed on different hosts where possible
     * @param partitions a power of two, {@link #MIN_PARTITIONS} to {@link #MAX_PARTITIONS}
     * @throws IllegalArgumentException if it is not
     */
    public BehavioralAffinityFunction(boolean excludeNeighbors, int partitions) {
        super(excludeNeighbors, check(partitions));
    }

    /** Sets the number of partitions, for configuration in XML. */
    @Override
    public BehavioralAffinityFunction setPartitions(int partitions) {
        super.setPartitions(check(partitions));
        return this;
    }

    @Override
    public List<List<ClusterNode>> assignPartitions(AffinityFunctionContext context) {
        return assignPartitions(
                context, PlacementSources.of(node).flatMap(source -> source.preferredOwners(getPartitions(), context)));
    }

    /**
     * Returns the owners that the partitions have, or would have, with a placement.
     *
     * @param preferred the preferred owners; empty if rendezvous chooses all owners
     */
    public List<List<ClusterNode>> assignPartitions(
            AffinityFunctionContext context, Optional<PreferredOwners> preferred) {
        List<List<ClusterNode>> rendezvous = super.assignPartitions(context);
        return preferred
                .map(owners -> new PlacedOwners(this, context).of(owners, rendezvous))
                .orElse(rendezvous);
    }

    /** Returns whether the two place every key on the same partition, and every partition on the same servers. */
    @Override
    public boolean equals(Object other) {
        return other instanceof BehavioralAffinityFunction function
                && getPartitions() == function.getPartitions()
                && isExcludeNeighbors() == function.isExcludeNeighbors()
                && Objects.equals(getBackupFilter(), function.getBackupFilter())
                && Objects.equals(getAffinityBackupFilter(), function.getAffinityBackupFilter());
    }

    @Override
    public int hashCode() {
        return getPartitions();
    }

    @Override
    public int partition(Object key) {
        return partition(key, getPartitions());
    }

    /**
     * Returns the partition of an affinity key: a pure function that servers and clients share.
     *
     * @throws IllegalArgumentException if the key is null
     */
    static int partition(Object key, int partitions) {
        if (key == null) {
            throw new IllegalArgumentException("A null key has no partition.");
        }
        if (isInteger(key)) {
            long id = ((Number) key).longValue();
            return id >= 0 ? ProfileLayout.partition(id, partitions) : reserved(Long.hashCode(id), partitions);
        }
        if (key instanceof ProfiledKey profiled) {
            return ProfileLayout.partition(profiled.profileId(), partitions);
        }
        return reserved(key.hashCode(), partitions);
    }

    /** Returns the partition of a key that has no profile id, in the epoch that is never issued. */
    private static int reserved(int hashCode, int partitions) {
        int reserved = partitions / EPOCH_VALUES;
        int hash = hashCode;
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b; // first half of the finalizer of MurmurHash3: hash codes of small numbers differ in few
        // bits
        hash ^= hash >>> 13;
        return partitions - reserved + (hash & (reserved - 1));
    }

    /**
     * Returns whether a key is an integer. Equal numbers of all integer types must have the same partition: in a join the H2 engine computes the
     * partition from the value of the other column without converting its type (DistributedLookupBatch, line 322).
     */
    private static boolean isInteger(Object key) {
        return key instanceof Long || key instanceof Integer || key instanceof Short || key instanceof Byte;
    }

    static int check(int partitions) {
        if (partitions < MIN_PARTITIONS || partitions > MAX_PARTITIONS || Integer.bitCount(partitions) != 1) {
            throw new IllegalArgumentException("The number of partitions must be a power of two from " + MIN_PARTITIONS
                    + " to " + MAX_PARTITIONS + ", but was " + partitions + ".");
        }
        return partitions;
    }
}
