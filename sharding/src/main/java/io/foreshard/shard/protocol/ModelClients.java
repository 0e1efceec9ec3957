package io.foreshard.shard.protocol;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The clients: they write rows, remember what was acknowledged, and compare what they read with it. Not thread-safe. */
final class ModelClients {
    private static final int KEYS = 12;

    private final ModelCluster cluster;
    private final List<Map<Integer, Long>> acknowledged;
    private final long[] updates = new long[ModelCluster.PARTITIONS];

    ModelClients(ModelCluster cluster) {
        this.cluster = cluster;
        acknowledged = Stream.<Map<Integer, Long>>generate(TreeMap::new)
                .limit(ModelCluster.PARTITIONS)
                .toList();
    }

    /** Writes or reads a row, if the partition has a primary that serves. */
    void operate() {
        int partition = cluster.random().nextInt(ModelCluster.PARTITIONS);
        int key = cluster.random().nextInt(KEYS);
        List<ModelServer> primaries = cluster.running().stream()
                .filter(server -> servesAsPrimary(server, partition))
                .toList();
        if (primaries.size() > 1) {
            cluster.observations()
                    .violate(
                            Violation.TWO_PRIMARIES,
                            "partition " + partition + " has the primaries "
                                    + primaries.stream().map(ModelServer::name).toList());
        }
        if (primaries.isEmpty()) {
            cluster.observations().count("waitingOperations");
            return;
        }
        ModelServer primary = primaries.get(cluster.random().nextInt(primaries.size()));
        if (cluster.random().nextInt(3) == 0) {
            compare(primary, partition, key);
        } else {
            write(primary, partition, key);
        }
    }

    private boolean servesAsPrimary(ModelServer server, int partition) {
        return server.isServing()
                && !server.serving().get(partition).isEmpty()
                && server.serving().get(partition).get(0).equals(server.name())
                && server.copy(partition) != null
                && (server.copy(partition).isOwning() || !cluster.safeguards().contains(Safeguard.LATE_OWNERS));
    }

    /** A write is acknowledged when all copies have it; it waits for those whose exchange is not done. */
    private void write(ModelServer primary, int partition, int key) {
        List<ModelServer> targets = cluster.running().stream()
                .filter(server -> server.copy(partition) != null)
                .toList();
        if (targets.stream().anyMatch(target -> !target.isServing() || target.ended() != primary.ended())) {
            cluster.observations().count("waitingOperations");
            return;
        }
        long number = ++updates[partition];
        cluster.observations().step("write", primary.name(), partition * 1_000L + number);
        for (ModelServer target : targets) {
            PartitionCopy copy = target.copy(partition);
            switch (copy.state()) {
                case OWNING, MOVING -> copy.write(key, number);
                case RENTING -> {}
                case EVICTED -> {
                    if (cluster.random().nextBoolean()) {
                        copy.writeLate();
                    }
                }
            }
        }
        acknowledged.get(partition).put(key, number);
        cluster.observations().count("writes");
    }

    private void compare(ModelServer server, int partition, int key) {
        compare(server, partition, key, acknowledged.get(partition).get(key));
        cluster.observations().count("reads");
    }

    private void compare(ModelServer server, int partition, int key, Long expected) {
        Long found = server.copy(partition).rows().get(key);
        if (expected == null || expected.equals(found)) {
            return;
        }
        cluster.observations()
                .violate(
                        found == null ? Violation.LOST_ROW : Violation.WRONG_ROW,
                        "partition " + partition + " on " + server.name() + " has update " + found + " of row " + key
                                + ", acknowledged was " + expected);
    }

    /** Compares all rows of all owners. */
    void compareAll() {
        for (int partition = 0; partition < ModelCluster.PARTITIONS; partition++) {
            for (ModelServer server : cluster.running()) {
                if (server.isServing()
                        && server.intended().get(partition).contains(server.name())
                        && server.copy(partition) != null) {
                    for (Map.Entry<Integer, Long> row :
                            acknowledged.get(partition).entrySet()) {
                        compare(server, partition, row.getKey(), row.getValue());
                    }
                }
            }
        }
    }
}
