package io.foreshard.affinity;

import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.client.ClientPartitionAwarenessMapper;

/**
 * Lets a Java thin client compute the partition of a profiled key, so that a request goes to the primary in one hop.
 *
 * <pre>
 * new ClientConfiguration()
 *     .setPartitionAwarenessEnabled(true)
 *     .setPartitionAwarenessMapperFactory((cache, partitions) -&gt; new ProfilePartitionMapper(partitions))
 * </pre>
 *
 * <p>Ignite uses it only for caches with a custom affinity function. Without it requests succeed, but take a second hop if another server is the primary.
 * Thread-safe.
 */
public final class ProfilePartitionMapper implements ClientPartitionAwarenessMapper {
    /** Field of key classes, and column of tables that were created with SQL. */
    private static final String[] PROFILE_ID_FIELDS = {"profileId", "PROFILE_ID"};

    private final int partitions;

    /**
     * Creates the mapper of a cache.
     *
     * @param partitions number of partitions of the cache
     */
    public ProfilePartitionMapper(int partitions) {
        this.partitions = partitions;
    }

    @Override
    public int partition(Object key) {
        return BehavioralAffinityFunction.partition(affinityKey(key), partitions);
    }

    private static Object affinityKey(Object key) {
        if (key instanceof BinaryObject binary) {
            for (String field : PROFILE_ID_FIELDS) {
                if (binary.hasField(field)) {
                    return binary.field(field);
                }
            }
        }
        return key;
    }
}
