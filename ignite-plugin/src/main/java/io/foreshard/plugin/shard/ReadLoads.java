package io.foreshard.plugin.shard;

import org.apache.ignite.Ignite;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;

/** The task that reads the sizes and counters of the partitions on one server; returns null on a server that is still starting. */
final class ReadLoads implements IgniteCallable<NodeLoads> {
    private static final long serialVersionUID = 1L;

    private final long acknowledged;

    @IgniteInstanceResource
    private transient Ignite ignite;

    /** @param acknowledged number of the state that the coordinator has */
    ReadLoads(long acknowledged) {
        this.acknowledged = acknowledged;
    }

    @Override
    public NodeLoads call() {
        SentLoads loads = ignite.cluster().<String, SentLoads>nodeLocalMap().get(ShardManager.LOADS);
        return loads == null ? null : loads.next(acknowledged);
    }
}
