package io.foreshard.plugin.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.TestPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts a server and a client from the files in {@code config/}, and asks the container's health check about the server. */
class ConfigurationFilesTest {
    private static final Path ROOT = Path.of(System.getProperty("foreshard.root"));
    private static final int CLIENT_PORT = TestPorts.port(60);
    private static final int CLOSED_PORT = TestPorts.port(99);

    private static final Map<String, String> SETTINGS = Map.of(
            "foreshard.host",
            "127.0.0.1",
            "foreshard.discoveryPort",
            Integer.toString(TestPorts.port(1)),
            "foreshard.addresses",
            "127.0.0.1:" + TestPorts.port(1) + ",127.0.0.1:" + TestPorts.port(2),
            "foreshard.communicationPort",
            Integer.toString(TestPorts.port(30)),
            "foreshard.clientPort",
            Integer.toString(CLIENT_PORT),
            "foreshard.portRange",
            "3",
            "foreshard.partitions",
            "64",
            "foreshard.regionMegabytes",
            "64");

    @TempDir
    private static Path directory;

    private static Ignite server;
    private static Ignite client;

    @BeforeAll
    static void startFromFiles() {
        SETTINGS.forEach(System::setProperty);
        System.setProperty("foreshard.work", directory.toString());
        server = Ignition.start(ROOT.resolve("config/foreshard-server.xml").toString());
        server.cluster().state(ClusterState.ACTIVE);
        client = Ignition.start(ROOT.resolve("config/foreshard-client.xml").toString());
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
        SETTINGS.keySet().forEach(System::clearProperty);
        System.clearProperty("foreshard.work");
    }

    @Test
    void serverFile_started_isPersistentWithTheTable() {
        assertThat(server.configuration()
                        .getDataStorageConfiguration()
                        .getDefaultDataRegionConfiguration()
                        .isPersistenceEnabled())
                .isTrue();
        assertThat(server.configuration()
                        .getDataStorageConfiguration()
                        .getDefaultDataRegionConfiguration()
                        .getMaxSize())
                .isEqualTo(64L << 20);
        assertThat(server.affinity("foreshard-transactions").partition(3L << 57))
                .as("leading 6 of 63 bits")
                .isEqualTo(3);
    }

    @Test
    void clientFile_started_joinsWithThePlugin() {
        assertThat(client.configuration().isClientMode()).isTrue();
        assertThat(server.cluster().forClients().nodes()).hasSize(1);
        assertThat((Object) client.plugin(Foreshard.NAME)).isInstanceOf(Foreshard.class);
        assertThat(client.affinity("foreshard-transactions").partitions()).isEqualTo(64);
    }

    @Test
    void healthCheck_serverOrClosedPort_passesOrFails() throws IOException, InterruptedException {
        assertThat(healthCheck(CLIENT_PORT)).isZero();
        assertThat(healthCheck(CLOSED_PORT)).isNotZero();
    }

    /** A port where something listens that is no thin client connector: the communication port. */
    @Test
    void healthCheck_otherAnswer_fails() throws IOException, InterruptedException {
        int communicationPort = server.cluster().localNode().<Integer>attribute("TcpCommunicationSpi.comm.tcp.port");

        assertThat(healthCheck(communicationPort)).isNotZero();
    }

    private static int healthCheck(int port) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "bash", ROOT.resolve("docker/healthcheck.sh").toString(), Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor();
    }
}
