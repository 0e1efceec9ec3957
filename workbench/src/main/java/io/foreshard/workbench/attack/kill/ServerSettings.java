package io.foreshard.workbench.attack.kill;

import io.foreshard.plugin.TierConfiguration;
import io.foreshard.workbench.attack.cluster.LocalNode;
import io.foreshard.workbench.attack.cluster.RecordedStoreProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.ignite.configuration.ClientConnectorConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.events.EventType;

/**
 * The settings of a server process, passed on its command line.
 *
 * @param number 0 or 1
 * @param directory directory of the cluster
 * @param discoveryPorts discovery port of each server
 * @param communicationPort communication port of this server
 * @param clientPort port of thin clients of this server
 * @param tiered whether the server has a store and moves pages
 * @param seed seed of its moves
 */
record ServerSettings(
        int number,
        Path directory,
        List<Integer> discoveryPorts,
        int communicationPort,
        int clientPort,
        boolean tiered,
        long seed) {
    static final int[] EVENTS = {EventType.EVT_CACHE_REBALANCE_STARTED, EventType.EVT_CACHE_REBALANCE_STOPPED};

    /** Small, so that pages are replaced; below 16 MiB a burst of dirty pages finds no page to replace. */
    private static final long REGION_BYTES = 18L << 20;

    private static final long CHECKPOINT_MILLIS = 1_500;
    private static final int WAL_SEGMENT_BYTES = 4 << 20;
    private static final long FAILURE_DETECTION_MILLIS = 6_000;
    private static final int THREADS = 8;
    /** Short, so that servers that live for seconds delete objects. */
    private static final Duration GARBAGE_GRACE = Duration.ofSeconds(1);

    /** Less than the data, so that the local budget uploads and releases all the time. */
    private static final long LOCAL_BYTES = 2 << 20;
    /** Clients write to each partition all the time: near the budget a tenth of a second without a write is enough. */
    private static final Duration UPLOAD_AFTER = Duration.ofSeconds(1);

    List<String> arguments() {
        return List.of(
                Integer.toString(number),
                directory.toString(),
                Integer.toString(discoveryPorts.get(0)),
                Integer.toString(discoveryPorts.get(1)),
                Integer.toString(communicationPort),
                Integer.toString(clientPort),
                Boolean.toString(tiered),
                Long.toString(seed));
    }

    static ServerSettings of(String... arguments) {
        return new ServerSettings(
                Integer.parseInt(arguments[0]),
                Path.of(arguments[1]),
                List.of(Integer.valueOf(arguments[2]), Integer.valueOf(arguments[3])),
                Integer.parseInt(arguments[4]),
                Integer.parseInt(arguments[5]),
                Boolean.parseBoolean(arguments[6]),
                Long.parseLong(arguments[7]));
    }

    String name() {
        return "server-" + number;
    }

    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin
    IgniteConfiguration ignite() {
        DataStorageConfiguration storage = LocalNode.storage(REGION_BYTES, CHECKPOINT_MILLIS, WAL_SEGMENT_BYTES);
        storage.getDefaultDataRegionConfiguration().setMetricsEnabled(true);
        return LocalNode.asServer(
                        LocalNode.of(name(), directory, discoveryPorts, communicationPort), discoveryPorts.get(number))
                .setClientConnectorConfiguration(new ClientConnectorConfiguration()
                        .setHost("127.0.0.1")
                        .setPort(clientPort)
                        .setPortRange(0))
                .setFailureDetectionTimeout(FAILURE_DETECTION_MILLIS)
                .setPublicThreadPoolSize(THREADS)
                .setSystemThreadPoolSize(THREADS)
                .setStripedPoolSize(THREADS)
                .setIncludeEventTypes(EVENTS)
                .setDataStorageConfiguration(storage)
                .setCacheConfiguration(KillTables.configurations())
                .setPluginConfigurations(LocalNode.plugin(KillTables.PARTITIONS_OF_THE_MAP)
                        .setTier(tiered ? tier() : new TierConfiguration()));
    }

    private TierConfiguration tier() {
        return new TierConfiguration()
                .setGarbageGrace(GARBAGE_GRACE)
                .setLocalBytes(LOCAL_BYTES)
                .setUploadAfter(UPLOAD_AFTER)
                .setStoreUri(RecordedStoreProvider.SCHEME + ":" + directory.resolve("objects"));
    }
}
