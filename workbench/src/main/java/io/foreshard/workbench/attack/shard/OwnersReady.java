package io.foreshard.workbench.attack.shard;

import org.apache.ignite.Ignite;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;

/** Asks a server whether it holds exactly the copies of filled partitions that it owns, each with rows. */
final class OwnersReady implements IgniteCallable<Boolean> {
    private static final long serialVersionUID = 1L;

    @IgniteInstanceResource
    private transient Ignite server;

    @Override
    public Boolean call() {
        return ShardTables.caches().stream().allMatch(cache -> ShardTables.filledPartitions()
                .allMatch(partition -> server.affinity(cache)
                                .mapPartitionToPrimaryAndBackups(partition)
                                .contains(server.cluster().localNode())
                        == server.cache(cache).localSizeLong(partition, CachePeekMode.PRIMARY, CachePeekMode.BACKUP)
                                > 0));
    }
}
