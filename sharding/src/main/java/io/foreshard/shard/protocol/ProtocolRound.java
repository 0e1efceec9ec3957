package io.foreshard.shard.protocol;

import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/** The life of one cluster: random steps of servers, clients, managers and faults, then a time without faults, and a comparison of all rows. Not thread-safe. */
final class ProtocolRound {
    private static final int STEPS = 2_500;
    /** Passes in which each server does what it can, without new faults; a cluster that is not settled after them does not settle. */
    private static final int SETTLE_PASSES = 2_000;

    private static final int MAX_SERVERS = 6;

    private final Random random;
    private final Observations observations;
    private final ModelCluster cluster;
    private final DataMoves moves;
    private final ModelClients clients;
    private final List<ModelManager> managers;
    /** Faults in 1,000 steps; four times as many while a change of the placement is the last event. */
    private final int faults;

    ProtocolRound(Random random, Set<Safeguard> safeguards, Observations observations) {
        this.random = random;
        this.faults = random.nextInt(5);
        this.observations = observations;
        this.cluster = new ModelCluster(random, safeguards, observations);
        this.moves = new DataMoves(cluster);
        this.clients = new ModelClients(cluster);
        this.managers = List.of(new ModelManager(cluster), new ModelManager(cluster));
    }

    void run() {
        int violations = observations.violations().size();
        settle();
        for (int step = 0; step < STEPS && observations.violations().size() == violations; step++) {
            step();
        }
        if (observations.violations().size() == violations) {
            settle();
            clients.compareAll();
            comparePlacements();
        }
    }

    private void step() {
        List<ModelServer> running = cluster.running();
        int choice = random.nextInt(1_000);
        if (running.isEmpty() || choice < 20) {
            restart();
        } else if (choice < 20 + (cluster.isChanging() ? 4 : 1) * faults) {
            fault(running);
        } else if (choice < 250) {
            clients.operate();
        } else if (choice < 330) {
            managers.get(random.nextInt(managers.size())).step();
        } else if (choice < 350) {
            cluster.switchOwners();
        } else {
            work(running.get(random.nextInt(running.size())));
        }
    }

    private void restart() {
        List<ModelServer> stopped = cluster.stopped();
        if (!stopped.isEmpty()) {
            cluster.start(stopped.get(random.nextInt(stopped.size())).name());
        }
    }

    private void fault(List<ModelServer> running) {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3, 4 -> cluster.crash(running.get(random.nextInt(running.size())));
            case 5, 6 -> cluster.crash(cluster.coordinator());
            case 7 -> {
                running.forEach(cluster::crash);
                observations.count("fullStops");
                loseFile();
            }
            case 8, 9, 10 -> changeBaseline(running);
            default -> loseFile();
        }
    }

    /** One server has an older file, as from a backup, while at least two others have the newest. */
    private void loseFile() {
        List<ModelServer> stopped = cluster.stopped();
        long newest =
                stopped.stream().mapToLong(ProtocolRound::versionOnDisk).max().orElse(0);
        long current = stopped.stream()
                .filter(server -> versionOnDisk(server) == newest)
                .count();
        boolean others = cluster.running().stream().anyMatch(server -> versionOnDisk(server) >= newest);
        if (!stopped.isEmpty() && (current > 2 || others)) {
            stopped.get(random.nextInt(stopped.size()))
                    .restoreFile(PlacementFormat.bytes(Placement.rendezvous(ModelCluster.PARTITIONS)));
            observations.count("oldFiles");
        }
    }

    private static long versionOnDisk(ModelServer server) {
        return PlacementFormat.placement(server.file()).version();
    }

    /** An operator adds a server, or removes one of a settled cluster. */
    private void changeBaseline(List<ModelServer> running) {
        if (!cluster.isActive()) {
            return;
        }
        Set<String> next = new TreeSet<>(cluster.baseline());
        List<String> outside = running.stream()
                .map(ModelServer::name)
                .filter(name -> !next.contains(name))
                .toList();
        if (random.nextBoolean() && next.size() > 2 && cluster.isSettled()) {
            next.remove(List.copyOf(next).get(random.nextInt(next.size())));
        } else if (!outside.isEmpty()) {
            next.add(outside.get(random.nextInt(outside.size())));
        } else if (running.size() + cluster.stopped().size() < MAX_SERVERS) {
            next.add(cluster.addServer());
        } else {
            return;
        }
        cluster.changeBaseline(next);
    }

    private void work(ModelServer server) {
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> cluster.deliver(server);
            case 3, 4, 5 -> cluster.begin(server);
            case 6, 7, 8 -> cluster.end(server);
            case 9, 10, 11 -> some(partition -> moves.copy(server, partition));
            case 12, 13 -> some(partition -> moves.clear(server, partition));
            case 14 -> checkpoint(server);
            default -> writeFile(server);
        }
    }

    /** Does something with the first partition, from a random one on, that needs it. */
    private void some(IntPredicate work) {
        int first = random.nextInt(ModelCluster.PARTITIONS);
        for (int i = 0; i < ModelCluster.PARTITIONS; i++) {
            if (work.test((first + i) % ModelCluster.PARTITIONS)) {
                return;
            }
        }
    }

    private void writeFile(ModelServer server) {
        if (random.nextInt(8) == 0) {
            server.writeFile();
        }
    }

    private void checkpoint(ModelServer server) {
        if (random.nextInt(4) == 0) {
            moves.checkpoint(server);
        }
    }

    /** Starts all servers, and lets them work until nothing is left to do. */
    private void settle() {
        startAll();
        for (int pass = 0; pass < SETTLE_PASSES; pass++) {
            for (ModelServer server : cluster.running()) {
                boolean worked = true;
                while (worked && server.isRunning()) {
                    worked = cluster.deliver(server) | cluster.begin(server) | cluster.end(server);
                }
            }
            boolean worked = false;
            for (ModelServer server : cluster.running()) {
                for (int partition = 0; partition < ModelCluster.PARTITIONS; partition++) {
                    worked |= moves.copy(server, partition) | moves.clear(server, partition);
                }
                worked |= moves.checkpoint(server);
            }
            if (!worked && !cluster.switchOwners() && cluster.isSettled()) {
                return;
            }
        }
        observations.violate(Violation.UNSETTLED, "the cluster does not settle");
    }

    /** Starts all servers. One that the active cluster refuses has a newer placement (P7): then all others are stopped, and it starts first. */
    private void startAll() {
        cluster.stopped().forEach(server -> cluster.start(server.name()));
        List<ModelServer> refused = cluster.stopped();
        if (!refused.isEmpty()) {
            cluster.running().forEach(cluster::crash);
            refused.forEach(server -> cluster.start(server.name()));
            cluster.stopped().forEach(server -> cluster.start(server.name()));
        }
    }

    /** After all is done all servers have the same placement, which is not older than one that was served. */
    private void comparePlacements() {
        List<Placement> placements = cluster.running().stream()
                .map(server -> server.history().newest())
                .distinct()
                .toList();
        if (placements.size() > 1) {
            observations.violate(Violation.DIFFERENT_OWNERS, "the servers have " + placements.size() + " placements");
        }
        if (placements.get(0).version() < cluster.newestServed()) {
            observations.violate(
                    Violation.OLDER_PLACEMENT,
                    "placement " + cluster.newestServed() + " was served, and the servers have " + placements.get(0));
        }
    }
}
