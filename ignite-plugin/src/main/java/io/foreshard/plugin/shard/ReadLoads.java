package io.foreshard.plugin.shard;

import org.apache.ignite.Ignite;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;

/** The task that reads the sizes and counters of the partitions on one server; returns null on a server that is still starting. */
final class ReadLoads implements IgniteCallable<NodeLoads> {
    private static final long serialVersionUID = 1L;

    @IgniteInstanceResource
    private transient Ignite ignite;

    @Override
    public NodeLoads call() {
        PartitionLoads loads =
                ignite.cluster().<String, PartitionLoads>nodeLocalMap().get(ShardManager.LOADS);
        return loads == null ? null : new NodeLoads(ignite.cluster().localNode().id(), loads.read());
    }
}
