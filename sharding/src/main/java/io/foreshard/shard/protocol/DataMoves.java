package io.foreshard.shard.protocol;

import java.util.List;

/** What servers do with their copies beside the exchanges: they copy rows, clear copies of no use and delete their files. Not thread-safe. */
final class DataMoves {
    private final ModelCluster cluster;

    DataMoves(ModelCluster cluster) {
        this.cluster = cluster;
    }

    /** Copies some rows to a copy that is not complete. */
    boolean copy(ModelServer server, int partition) {
        PartitionCopy copy = server.copy(partition);
        if (copy == null || copy.state() != PartitionCopy.State.MOVING || !isReady(server)) {
            return false;
        }
        List<ModelServer> suppliers = cluster.running().stream()
                .filter(other -> other != server && cluster.hasAllRows(other, partition))
                .toList();
        if (suppliers.isEmpty()) {
            return false;
        }
        ModelServer supplier = suppliers.get(cluster.random().nextInt(suppliers.size()));
        copy.copyFrom(supplier.copy(partition), cluster.random());
        cluster.observations().step("copy", server.name(), partition);
        if (copy.isOwning()) {
            cluster.observations().count("copied");
        }
        return true;
    }

    /** Clears a copy that the server does not own, once all owners are complete (M2), or goes on clearing one. */
    boolean clear(ModelServer server, int partition) {
        PartitionCopy copy = server.copy(partition);
        if (copy == null) {
            return false;
        }
        if (copy.isClearing()) {
            copy.clearOne();
            cluster.observations().step("clear", server.name(), partition);
            return true;
        }
        if (isReady(server) && copy.state() != PartitionCopy.State.EVICTED && isOfNoUse(server, partition)) {
            cluster.observations().step("rent", server.name(), partition);
            cluster.observations().count("evictions");
            copy.rent();
            return true;
        }
        return false;
    }

    private boolean isOfNoUse(ModelServer server, int partition) {
        List<String> owners = server.intended().get(partition);
        return !owners.contains(server.name())
                && !server.serving().get(partition).contains(server.name())
                && owners.stream()
                        .allMatch(owner -> cluster.server(owner).isRunning()
                                && cluster.hasAllRows(cluster.server(owner), partition));
    }

    /** A checkpoint deletes the files of evicted copies. */
    boolean checkpoint(ModelServer server) {
        boolean deleted = false;
        for (int partition = 0; partition < ModelCluster.PARTITIONS; partition++) {
            PartitionCopy copy = server.copy(partition);
            if (copy != null && copy.state() == PartitionCopy.State.EVICTED) {
                server.put(partition, null);
                deleted = true;
            }
        }
        return deleted;
    }

    private boolean isReady(ModelServer server) {
        return server.isServing() && server.ended() == cluster.events();
    }
}
