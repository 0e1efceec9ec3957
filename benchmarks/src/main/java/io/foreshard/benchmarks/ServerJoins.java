package io.foreshard.benchmarks;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.ShardingConfiguration;
import io.foreshard.plugin.shard.ClusterShards;
import io.foreshard.plugin.shard.ShardOperation;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.cache.affinity.Affinity;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.logger.NullLogger;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/**
 * Three servers under load that become four, in stock Ignite and with the plugin, and the move of a shard: how long it takes, and what it costs the operations of users. With
 * the default budget of moves, and with one that never limits them.
 */
public final class ServerJoins {
    private static final String TABLE = "rows";
    private static final String ID = "server-";
    private static final int PARTITIONS = 256;
    private static final int ROW_BYTES = 1_000;
    private static final int SERVERS = 4;
    private static final int FIRST_PORT = 29_300;
    private static final long REGION_BYTES = 2L << 30;
    private static final long QUIET_MILLIS = 8_000;
    /** Operations that have waited for an exchange are done after it. */
    private static final long CATCH_UP_MILLIS = 500;

    private static final long AFTER_MILLIS = 3_000;
    private static final long PATIENCE_MILLIS = 300_000;
    private static final int DEFAULT_MEGABYTES = 1_000;

    private final Path directory;
    private final long rows;

    private ServerJoins(Path directory, long megabytes) {
        this.directory = directory;
        this.rows = megabytes * 1_000_000 / ROW_BYTES;
    }

    /**
     * Prints a table in Markdown.
     *
     * @param arguments number of repeats, at least 5 (default 25), and megabytes of rows (default 1000), stored twice
     */
    public static void main(String[] arguments) throws Exception {
        int repeats = Turns.repeats(arguments);
        long megabytes = arguments.length > 1 ? Long.parseLong(arguments[1]) : DEFAULT_MEGABYTES;
        try (RunDirectory directory = RunDirectory.create()) {
            ServerJoins joins = new ServerJoins(directory.path(), megabytes);
            Turns<Turn> turns = new Turns<Turn>()
                    .add("stock", turn -> joins.run("stock-" + turn, null))
                    .add("foreshard", turn -> joins.run("foreshard-" + turn, new ShardingConfiguration()))
                    .add(
                            "unlimited",
                            turn -> joins.run(
                                    "unlimited-" + turn, new ShardingConfiguration().setMaxMoveBytesPerSecond("1TiB")))
                    .run(0, repeats);
            print(turns, megabytes);
        }
    }

    private static void print(Turns<Turn> turns, long megabytes) {
        System.out.printf(
                Locale.ROOT,
                "| %d MB with a backup, under load | seconds | of these, copying | p99 while rows are copied / quiet | that / that of the stock join | p99 of all / quiet "
                        + "| longest operation, ms | longest / that of the stock join | failed or wrong |%n"
                        + "|---|---|---|---|---|---|---|---|---|%n",
                megabytes);
        print("3 to 4 servers, stock Ignite", turns, "stock", Turn::join);
        print("3 to 4 servers, Foreshard", turns, "foreshard", Turn::join);
        print("3 to 4 servers, Foreshard, unlimited budget", turns, "unlimited", Turn::join);
        print("move of a shard with 1/16 of the rows", turns, "foreshard", Turn::move);
        print("move of a shard, unlimited budget", turns, "unlimited", Turn::move);
    }

    private static void print(String what, Turns<Turn> turns, String contender, Function<Turn, Phase> phase) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s | %s | %s | %.0f |%n",
                what,
                turns.of(contender, turn -> phase.apply(turn).seconds()),
                turns.of(contender, turn -> phase.apply(turn).copyingSeconds()),
                turns.of(contender, turn -> phase.apply(turn).copyingRatio()),
                turns.ratio(contender, "stock", turn -> phase.apply(turn).copyingRatio()),
                turns.of(contender, turn -> phase.apply(turn).p99Ratio()),
                turns.of(contender, turn -> phase.apply(turn).longestMillis()),
                turns.ratio(contender, "stock", turn -> phase.apply(turn).longestMillis()),
                turns.of(contender, turn -> phase.apply(turn).failures()).high());
    }

    /**
     * What one change of the owners cost.
     *
     * @param seconds until the new owners serve
     * @param copyingSeconds of these, those in which rows were copied, without the exchanges before and after
     * @param copyingRatio 99th percentile of the time of an operation in these, over that before; NaN if the rows
     *     were copied before the operations had caught up
     * @param p99Ratio 99th percentile of the time of an operation until the end, over that before
     * @param longestMillis longest operation
     * @param failures operations that failed or read a wrong row
     */
    private record Phase(
            double seconds,
            double copyingSeconds,
            double copyingRatio,
            double p99Ratio,
            double longestMillis,
            long failures) {}

    /** A turn of one contender; stock Ignite moves nothing, so its move is its join. */
    private record Turn(Phase join, Phase move) {}

    /** @param sharding settings of the plugin; null for stock Ignite */
    private Turn run(String name, ShardingConfiguration sharding) throws Exception {
        boolean withPlugin = sharding != null;
        List<Ignite> servers = new ArrayList<>();
        try {
            for (int number = 0; number < SERVERS - 1; number++) {
                servers.add(Ignition.start(server(name, number, sharding)));
            }
            Ignite first = servers.get(0);
            first.cluster().state(ClusterState.ACTIVE);
            first.createCache(new CacheConfiguration<Long, byte[]>(TABLE)
                    .setBackups(1)
                    .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC)
                    .setAffinity(
                            withPlugin
                                    ? new BehavioralAffinityFunction(PARTITIONS)
                                    : new RendezvousAffinityFunction(false, PARTITIONS)));
            fill(first);
            try (MovingLoad load = new MovingLoad(first.cache(TABLE), ServerJoins::key, rows, ROW_BYTES)) {
                Affinity<Long> affinity = first.affinity(TABLE);
                Phase join = measure(load, () -> {
                    servers.add(Ignition.start(server(name, SERVERS - 1, sharding)));
                    first.cluster()
                            .setBaselineTopology(first.cluster().forServers().nodes());
                    Ignite fourth = servers.get(SERVERS - 1);
                    ClusterNode node = fourth.cluster().localNode();
                    return new Running(fourth, () -> affinity.primaryPartitions(node).length > 0);
                });
                if (!withPlugin) {
                    return new Turn(join, join);
                }
                ClusterShards shards = first.<Foreshard>plugin(Foreshard.NAME).clusterShards();
                List<String> owners = others(affinity, 0);
                Phase move = measure(load, () -> {
                    await(() -> begins(shards, owners));
                    return new Running(
                            servers.get(Integer.parseInt(owners.get(0).substring(ID.length()))),
                            () -> affinity.mapPartitionToNode(0).consistentId().equals(owners.get(0)));
                });
                return new Turn(join, move);
            }
        } finally {
            servers.forEach(server -> Ignition.stop(server.name(), true));
            new RunDirectory(directory.resolve(name)).close();
        }
    }

    /** @param isDone whether the new owners serve */
    private record Running(Ignite receiver, BooleanSupplier isDone) {
        boolean isCopying() {
            return receiver.cache(TABLE).localMetrics().getRebalancingPartitionsCount() > 0;
        }
    }

    /** Begins a change of the owners. */
    private interface Change {
        Running begin() throws Exception;
    }

    private static Phase measure(MovingLoad load, Change change) throws Exception {
        load.reset();
        Thread.sleep(QUIET_MILLIS);
        MovingLoad.Times quiet = load.reset();
        long begin = System.nanoTime();
        Running running = change.begin();
        await(() -> running.isCopying() || running.isDone().getAsBoolean());
        Thread.sleep(CATCH_UP_MILLIS);
        MovingLoad.Times first = load.reset();
        long copyingBegin = System.nanoTime();
        await(() -> !running.isCopying());
        double copyingSeconds = (System.nanoTime() - copyingBegin) / 1e9;
        MovingLoad.Times copying = load.reset();
        await(running.isDone());
        double seconds = (System.nanoTime() - begin) / 1e9;
        Thread.sleep(AFTER_MILLIS);
        MovingLoad.Times all = first.plus(copying).plus(load.reset());
        return new Phase(
                seconds,
                copyingSeconds,
                copying.nanos().getTotalCount() == 0 ? Double.NaN : copying.p99Millis() / quiet.p99Millis(),
                all.p99Millis() / quiet.p99Millis(),
                all.longestMillis(),
                quiet.failures() + all.failures());
    }

    private static void await(BooleanSupplier done) throws InterruptedException {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!done.getAsBoolean()) {
            if (System.currentTimeMillis() > end) {
                throw new IllegalStateException("The change was not done in " + PATIENCE_MILLIS / 1_000 + " s.");
            }
            Thread.sleep(20);
        }
    }

    /** Begins the move of the first shard; returns false while the cluster is not settled. */
    private static boolean begins(ClusterShards shards, List<String> owners) {
        try {
            shards.run(ShardOperation.move("0000*", owners));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Returns two servers that do not own a partition. */
    private static List<String> others(Affinity<Long> affinity, int partition) {
        List<String> owners = affinity.mapPartitionToPrimaryAndBackups(partition).stream()
                .map(node -> node.consistentId().toString())
                .toList();
        return IntStream.range(0, SERVERS)
                .mapToObj(ServerJoins::id)
                .filter(id -> !owners.contains(id))
                .toList();
    }

    private void fill(Ignite node) {
        try (IgniteDataStreamer<Long, byte[]> streamer = node.dataStreamer(TABLE)) {
            streamer.allowOverwrite(true);
            for (long row = 0; row < rows; row++) {
                streamer.addData(
                        key(row), ByteBuffer.allocate(ROW_BYTES).putLong(row).array());
            }
        }
    }

    /** Returns the key of a row: its leading bits are the partition. */
    private static long key(long row) {
        return (row % PARTITIONS) << 55 | row / PARTITIONS;
    }

    private static String id(int number) {
        return ID + number;
    }

    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin
    private IgniteConfiguration server(String name, int number, ShardingConfiguration sharding) {
        List<String> addresses = IntStream.range(0, SERVERS)
                .mapToObj(server -> "127.0.0.1:" + (FIRST_PORT + 2 * server))
                .toList();
        IgniteConfiguration configuration = new IgniteConfiguration()
                .setIgniteInstanceName(name + "-" + number)
                .setConsistentId(id(number))
                .setWorkDirectory(directory.resolve(name).resolve(id(number)).toString())
                .setLocalHost("127.0.0.1")
                .setGridLogger(new NullLogger())
                .setMetricsLogFrequency(0)
                .setConnectorConfiguration(null)
                .setClientConnectorConfiguration(null)
                .setDiscoverySpi(new TcpDiscoverySpi()
                        .setIpFinder(new TcpDiscoveryVmIpFinder().setAddresses(addresses))
                        .setLocalPort(FIRST_PORT + 2 * number)
                        .setLocalPortRange(0))
                // Left to the system, as in config/foreshard-server.xml.
                .setCommunicationSpi(new TcpCommunicationSpi()
                        .setSocketReceiveBuffer(0)
                        .setSocketSendBuffer(0)
                        .setLocalPort(FIRST_PORT + 2 * number + 1)
                        .setLocalPortRange(0))
                .setDataStorageConfiguration(new DataStorageConfiguration()
                        .setWalSegmentSize(16 << 20)
                        .setMaxWalArchiveSize(256 << 20)
                        .setDefaultDataRegionConfiguration(new DataRegionConfiguration()
                                .setPersistenceEnabled(true)
                                .setInitialSize(REGION_BYTES)
                                .setMaxSize(REGION_BYTES)));
        return sharding == null
                ? configuration
                : configuration.setPluginConfigurations(
                        new ForeshardConfiguration().setPartitions(PARTITIONS).setSharding(sharding));
    }
}
