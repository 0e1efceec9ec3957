package io.foreshard.plugin.shard;

import java.util.Collection;
import org.apache.ignite.Ignite;

/** The counters of servers of this JVM, as a coordinator receives them. Stateless. */
final class LoadsOfServers {
    private LoadsOfServers() {}

    /** Returns whether a server answers. */
    static boolean isReady(Ignite server) {
        return server.cluster().nodeLocalMap().containsKey(ShardManager.LOADS);
    }

    static LocalLoads of(Ignite server) {
        return server.cluster()
                .<String, SentLoads>nodeLocalMap()
                .get(ShardManager.LOADS)
                .next(SentLoads.NO_STATE)
                .loads(LocalLoads.NONE);
    }

    /** Returns the sum over all partitions of the servers. */
    static LocalPartition sum(Collection<Ignite> servers) {
        return servers.stream()
                .flatMap(server -> of(server).partitions().values().stream())
                .reduce(LocalPartition.NONE, LocalPartition::plus);
    }
}
