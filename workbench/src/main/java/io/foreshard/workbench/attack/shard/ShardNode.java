package io.foreshard.workbench.attack.shard;

import io.foreshard.plugin.S3Configuration;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.workbench.attack.cluster.LocalNode;
import io.foreshard.workbench.attack.outage.ObjectService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.ignite.configuration.ClientConnectorConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.events.Event;
import org.apache.ignite.events.EventType;
import org.apache.ignite.failure.NoOpFailureHandler;
import org.apache.ignite.logger.NullLogger;

/**
 * The settings of a node, passed on the command line of a server.
 *
 * @param number number of a server; that of the client is higher
 * @param directory directory of the cluster
 * @param guarded whether copies that return are guarded
 * @param endpoint URL of the service of objects
 * @param communicationPort port of this node
 * @param clientPort port of thin clients; the control utility fails if a node that is older than its server has none
 * @param discoveryPorts discovery port of each server that may start
 */
record ShardNode(
        int number,
        Path directory,
        boolean guarded,
        String endpoint,
        int communicationPort,
        int clientPort,
        List<Integer> discoveryPorts) {
    /** Longest duration of a request to the service of objects. */
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private static final long REGION_BYTES = 128L << 20;
    private static final long CHECKPOINT_MILLIS = 3_000;
    private static final int WAL_SEGMENT_BYTES = 16 << 20;
    private static final long FAILURE_DETECTION_MILLIS = 6_000;
    private static final int THREADS = 8;
    /** A move takes about a second, so that faults meet it. */
    private static final int REBALANCE_BATCH_BYTES = 32 << 10;

    private static final long REBALANCE_PAUSE_MILLIS = 20;
    /** Pause after each row that is deleted from an old copy: clearing the copies of a shard takes seconds, so that moves and faults meet it on machines of any speed. */
    private static final long CLEARING_PAUSE_NANOS = 500_000;

    private static final int ROW_CLEARED = EventType.EVT_CACHE_REBALANCE_OBJECT_UNLOADED;

    List<String> arguments() {
        return Stream.concat(
                        Stream.of(number, directory, guarded, endpoint, communicationPort, clientPort),
                        discoveryPorts.stream())
                .map(String::valueOf)
                .toList();
    }

    static ShardNode of(String[] arguments) {
        return new ShardNode(
                Integer.parseInt(arguments[0]),
                Path.of(arguments[1]),
                Boolean.parseBoolean(arguments[2]),
                arguments[3],
                Integer.parseInt(arguments[4]),
                Integer.parseInt(arguments[5]),
                Arrays.stream(arguments).skip(6).map(Integer::valueOf).toList());
    }

    /** Returns the name of a server, which is its consistent id too. */
    static String name(int number) {
        return "server-" + number;
    }

    IgniteConfiguration client() {
        return node("client-" + number)
                .setClientMode(true)
                .setGridLogger(new NullLogger())
                .setFailureHandler(new NoOpFailureHandler()); // its JVM is that of the attack
    }

    IgniteConfiguration server() {
        return LocalNode.asServer(node(name(number)), discoveryPorts.get(number))
                .setCacheConfiguration(ShardTables.configurations())
                .setIncludeEventTypes(ROW_CLEARED)
                .setLocalEventListeners(Map.of(ShardNode::pause, new int[] {ROW_CLEARED}));
    }

    /** Ignite calls it in the thread that clears. */
    private static boolean pause(Event cleared) {
        LockSupport.parkNanos(CLEARING_PAUSE_NANOS);
        return true;
    }

    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin
    private IgniteConfiguration node(String name) {
        return LocalNode.of(name, directory, discoveryPorts, communicationPort)
                .setClientConnectorConfiguration(new ClientConnectorConfiguration()
                        .setHost("127.0.0.1")
                        .setPort(clientPort)
                        .setPortRange(0))
                .setFailureDetectionTimeout(FAILURE_DETECTION_MILLIS)
                .setPublicThreadPoolSize(THREADS)
                .setSystemThreadPoolSize(THREADS)
                .setStripedPoolSize(THREADS)
                .setRebalanceBatchSize(REBALANCE_BATCH_BYTES)
                .setRebalanceThrottle(REBALANCE_PAUSE_MILLIS)
                .setDataStorageConfiguration(LocalNode.storage(REGION_BYTES, CHECKPOINT_MILLIS, WAL_SEGMENT_BYTES))
                .setPluginConfigurations(LocalNode.plugin(ShardTables.PARTITIONS)
                        .setTier(new TierConfiguration()
                                .setRequestDeadline(DEADLINE)
                                .setStoreUri("s3://" + ObjectService.BUCKET + "/" + directory.getFileName())
                                .setS3(new S3Configuration()
                                        .setEndpoint(endpoint)
                                        .setRegion("us-east-1"))));
    }
}
