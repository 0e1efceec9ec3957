package io.foreshard.plugin.shard;

import io.foreshard.plugin.shard.ClusterLoads.MeasuredLoad;
import io.foreshard.plugin.shard.ServerRates.Rates;
import io.foreshard.shard.PartitionLoad;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The loads of a cluster, from the counters of its servers in two answers of each.
 *
 * <p>What is not measured in a round is carried forward from the last round that measured it, with the time of that round, and is never taken for an idle
 * or empty partition: the rates of a server that does not answer, the load of a partition that has no primary among the servers that answer, and the
 * load of a partition in the round in which its primary changed or was restarted. The load of a partition is unknown until its primary has answered twice. If all servers answer and
 * none is the primary of a partition that never had one, the partition is empty.
 *
 * <p>A rate is a growth over the time between two answers on the clock of the server, so a late answer does not change it. Not thread-safe.
 */
final class LoadRates {
    private static final double MICROS_PER_SECOND = 1e6;

    private final MeasuredLoad[] partitions;
    private final Primary[] primaries;
    private final Map<String, Server> servers = new HashMap<>();

    LoadRates(int partitions) {
        this.partitions = new MeasuredLoad[partitions];
        this.primaries = new Primary[partitions];
        Arrays.fill(this.partitions, MeasuredLoad.UNKNOWN);
    }

    /**
     * Returns the loads after a round.
     *
     * @param present consistent ids of all servers of the cluster
     * @param answers at most one of each server
     */
    ClusterLoads next(Collection<String> present, Collection<ServerLoads> answers, long nowMillis) {
        servers.keySet().retainAll(present);
        servers.values().forEach(server -> server.answered = false);
        for (ServerLoads answer : answers) {
            servers.computeIfAbsent(answer.server(), Server::new).answer(answer, nowMillis);
        }
        boolean complete = answers.size() == present.size();
        for (int partition = 0; partition < partitions.length; partition++) {
            partitions[partition] = measure(partition, answers, complete, nowMillis);
        }
        List<ServerRates> rates = present.stream()
                .map(server -> servers.computeIfAbsent(server, Server::new).rates())
                .toList();
        return new ClusterLoads(nowMillis, List.of(partitions), rates);
    }

    private MeasuredLoad measure(int partition, Collection<ServerLoads> answers, boolean complete, long nowMillis) {
        MeasuredLoad last = partitions[partition];
        ServerLoads primary = primary(partition, answers);
        if (primary == null) {
            boolean isEmpty = complete && primaries[partition] == null;
            return isEmpty ? new MeasuredLoad(PartitionLoad.NONE, 0, 0, nowMillis) : last;
        }
        Primary now = new Primary(primary.server(), primary.process());
        boolean measured =
                now.equals(primaries[partition]) && servers.get(primary.server()).measuredMillis == nowMillis;
        primaries[partition] = now;
        Rates rates = measured
                ? sum(partition)
                : new Rates(
                        last.load().readsPerSecond(),
                        last.load().writesPerSecond(),
                        last.load().cpuPerSecond());
        LocalPartition sizes = primary.loads().partition(partition);
        return new MeasuredLoad(
                new PartitionLoad(
                        sizes.bytes(),
                        sizes.rows(),
                        rates.readsPerSecond(),
                        rates.writesPerSecond(),
                        rates.cpuPerSecond()),
                sizes.remoteBytes(),
                measured ? rates.readsPerSecond() - reads(primary.server(), partition) : last.backupReadsPerSecond(),
                measured ? nowMillis : last.measuredMillis());
    }

    /** Returns the answer of the primary; of two servers, which both are for a moment when it changes, of the one with more rows. */
    private static ServerLoads primary(int partition, Collection<ServerLoads> answers) {
        ServerLoads primary = null;
        for (ServerLoads answer : answers) {
            LocalPartition local = answer.loads().partition(partition);
            if (local.primary()
                    && (primary == null
                            || local.rows()
                                    > primary.loads().partition(partition).rows())) {
                primary = answer;
            }
        }
        return primary;
    }

    private double reads(String server, int partition) {
        return servers.get(server).rates.getOrDefault(partition, Rates.NONE).readsPerSecond();
    }

    private Rates sum(int partition) {
        Rates sum = Rates.NONE;
        for (Server server : servers.values()) {
            sum = sum.plus(server.rates.getOrDefault(partition, Rates.NONE));
        }
        return sum;
    }

    private record Primary(String server, UUID process) {}

    /** The last answer of a server, and the rates of the last two. */
    private static final class Server {
        private final String id;
        private ServerLoads last;
        private Map<Integer, Rates> rates = Map.of();
        private double windowOperations;
        private long measuredMillis;
        private boolean answered;

        Server(String id) {
            this.id = id;
        }

        void answer(ServerLoads answer, long nowMillis) {
            answered = true;
            if (last == null || !last.process().equals(answer.process())) {
                rates = Map.of();
                windowOperations = 0;
                measuredMillis = 0;
            } else if (answer.nanos() > last.nanos()) {
                double seconds = (answer.nanos() - last.nanos()) / (double) TimeUnit.SECONDS.toNanos(1);
                measure(answer.loads(), seconds);
                measuredMillis = nowMillis;
            }
            last = answer;
        }

        private void measure(LocalLoads now, double seconds) {
            Map<Integer, Rates> measured = new TreeMap<>();
            now.partitions().forEach((partition, local) -> {
                LocalPartition before = last.loads().partitions().get(partition);
                if (before == null) {
                    return; // it is on the server again: its counters are older
                }
                Rates rate = new Rates(
                        rate(before.reads(), local.reads(), seconds),
                        rate(before.writes(), local.writes(), seconds),
                        rate(before.cpuMicros(), local.cpuMicros(), seconds) / MICROS_PER_SECOND);
                if (!rate.equals(Rates.NONE)) {
                    measured.put(partition, rate);
                }
            });
            rates = measured;
            windowOperations = rate(last.loads().windowOperations(), now.windowOperations(), seconds);
        }

        /** Reads that a change took back may exceed those between the two answers. */
        private static double rate(long before, long now, double seconds) {
            return Math.max(0, now - before) / seconds;
        }

        ServerRates rates() {
            return new ServerRates(id, answered, measuredMillis, rates, windowOperations);
        }
    }
}
