package io.foreshard.workbench.attack.outage;

import io.foreshard.plugin.S3Configuration;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.workbench.attack.cluster.LocalNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.ignite.configuration.ClientConnectorConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.configuration.ThinClientConfiguration;
import org.apache.ignite.failure.NoOpFailureHandler;
import org.apache.ignite.logger.NullLogger;

/**
 * The settings of a node, passed on the command line of a server. The failure handler is Ignite's default.
 *
 * @param number number of a server; that of the client is higher
 * @param directory directory of the cluster
 * @param endpoint URL of the service of objects
 * @param communicationPort port of this node
 * @param clientPort port of thin clients, 0 for none
 * @param discoveryPorts discovery port of each server that may start
 */
record NodeSettings(
        int number,
        Path directory,
        String endpoint,
        int communicationPort,
        int clientPort,
        List<Integer> discoveryPorts) {
    /** Longest duration of a request to the service. */
    static final Duration DEADLINE = Duration.ofSeconds(3);

    private static final long REGION_BYTES = 64L << 20;
    /** Each outage meets several checkpoints. */
    private static final long CHECKPOINT_MILLIS = 1_000;

    private static final int WAL_SEGMENT_BYTES = 8 << 20;
    private static final int PARTITIONS = 64;
    private static final int THREADS = 16;
    private static final int STRIPES = 8;

    List<String> arguments() {
        return Stream.concat(
                        Stream.of(number, directory, endpoint, communicationPort, clientPort), discoveryPorts.stream())
                .map(String::valueOf)
                .toList();
    }

    static NodeSettings of(String[] arguments) {
        return new NodeSettings(
                Integer.parseInt(arguments[0]),
                Path.of(arguments[1]),
                arguments[2],
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]),
                Arrays.stream(arguments).skip(5).map(Integer::valueOf).toList());
    }

    static String name(int number) {
        return "server-" + number;
    }

    IgniteConfiguration client() {
        return node("client")
                .setClientMode(true)
                .setGridLogger(new NullLogger())
                .setFailureHandler(new NoOpFailureHandler()); // its JVM is that of the attack
    }

    IgniteConfiguration server() {
        IgniteConfiguration server = LocalNode.asServer(node(name(number)), discoveryPorts.get(number));
        if (clientPort > 0) {
            server.setClientConnectorConfiguration(new ClientConnectorConfiguration()
                    .setHost("127.0.0.1")
                    .setPort(clientPort)
                    .setPortRange(0)
                    // Otherwise a thin client gets the first message only, which may be one of Ignite without the
                    // sentence of the tier.
                    .setThinClientConfiguration(
                            new ThinClientConfiguration().setServerToClientExceptionStackTraceSending(true)));
        }
        return server;
    }

    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin
    private IgniteConfiguration node(String name) {
        return LocalNode.of(name, directory, discoveryPorts, communicationPort)
                .setPublicThreadPoolSize(THREADS)
                .setSystemThreadPoolSize(THREADS)
                .setStripedPoolSize(STRIPES)
                .setDataStorageConfiguration(LocalNode.storage(REGION_BYTES, CHECKPOINT_MILLIS, WAL_SEGMENT_BYTES))
                .setPluginConfigurations(LocalNode.plugin(PARTITIONS)
                        .setTier(new TierConfiguration()
                                .setRequestDeadline(DEADLINE)
                                .setStoreUri("s3://" + ObjectService.BUCKET + "/tier")
                                .setS3(new S3Configuration()
                                        .setEndpoint(endpoint)
                                        .setRegion("us-east-1"))));
    }
}
