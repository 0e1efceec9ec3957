package io.foreshard.plugin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/** A server in a process of its own, which joins the cluster of a test, is killed by it, and ends with it otherwise. */
final class IngestingNode {

    static final Duration PATIENCE = Duration.ofSeconds(120);

    private IngestingNode() {}

    /** Arguments: the directory of the nodes, the discovery address of the node in the test, the name of this node. */
    public static void main(String[] arguments) throws IOException {
        IgniteConfiguration node = new TestNodes(Path.of(arguments[0])).configuration(arguments[2], configuration());
        ((TcpDiscoverySpi) node.getDiscoverySpi())
                .setIpFinder(new TcpDiscoveryVmIpFinder(true).setAddresses(List.of(arguments[1])));
        Ignition.start(node);
        while (System.in.read() >= 0) {
            // the test writes nothing: this waits for its end
        }
        Runtime.getRuntime().halt(1);
    }

    /** Starts a server that joins the cluster of another one; its output goes to files named after it. */
    static Process start(Path directory, Ignite server, String name) throws IOException {
        int port = ((TcpDiscoverySpi) server.configuration().getDiscoverySpi()).getLocalPort();
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + Path.of("..", "config", "jvm.options"),
                        "-Xmx512m",
                        "-Djava.net.preferIPv4Stack=true",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        IngestingNode.class.getName(),
                        directory.toString(),
                        "127.0.0.1:" + port,
                        name)
                .redirectOutput(directory.resolve(name + ".output").toFile())
                .redirectError(directory.resolve(name + ".error").toFile())
                .start();
    }

    /** Waits until the cluster has a number of servers; fails with the error output of a process that ended before. */
    static void awaitServers(Path directory, Ignite server, int count, Process child, String name) throws IOException {
        await().atMost(PATIENCE)
                .until(() -> !child.isAlive()
                        || server.cluster().forServers().nodes().size() == count);
        assertThat(child.isAlive())
                .as(Files.readString(directory.resolve(name + ".error")))
                .isTrue();
    }

    static ForeshardConfiguration configuration() {
        return new ForeshardConfiguration().setPartitions(64).setRecordBytes(Batches.RECORD_BYTES);
    }
}
