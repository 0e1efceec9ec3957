package io.foreshard.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.PluginConfiguration;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/** A server in a process of its own, which joins the cluster of a test, is killed by it, and ends with it otherwise. */
public final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final Path errors;

    private ServerProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /**
     * Starts a process; its output goes to files named after the server.
     *
     * @param main class whose main method calls {@link #join} with its arguments, then {@link #awaitEnd}
     * @param directory that of the nodes of the test
     * @param server one of the cluster
     * @param name that of the new server
     */
    public static ServerProcess start(Class<?> main, Path directory, Ignite server, String name) throws IOException {
        int port = ((TcpDiscoverySpi) server.configuration().getDiscoverySpi()).getLocalPort();
        Path errors = directory.resolve(name + ".error");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + Path.of("..", "config", "jvm.options"),
                        "-Xmx512m",
                        "-Djava.net.preferIPv4Stack=true",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        main.getName(),
                        directory.toString(),
                        "127.0.0.1:" + port,
                        name)
                .redirectOutput(directory.resolve(name + ".output").toFile())
                .redirectError(errors.toFile())
                .start();
        return new ServerProcess(process, errors);
    }

    /** In the process: starts the server. */
    public static Ignite join(String[] arguments, PluginConfiguration plugin) {
        IgniteConfiguration node = new TestNodes(Path.of(arguments[0])).configuration(arguments[2], plugin);
        ((TcpDiscoverySpi) node.getDiscoverySpi())
                .setIpFinder(new TcpDiscoveryVmIpFinder(true).setAddresses(List.of(arguments[1])));
        return Ignition.start(node);
    }

    /** In the process: waits for the end of the test, and ends. */
    public static void awaitEnd() throws IOException {
        while (System.in.read() >= 0) {
            // the test writes nothing
        }
        Runtime.getRuntime().halt(1);
    }

    /** Waits until the cluster has a number of servers; fails with the error output of the process if that ends before. */
    public void awaitServers(Ignite server, int count) throws IOException {
        await().atMost(PATIENCE)
                .until(() -> !process.isAlive()
                        || server.cluster().forServers().nodes().size() == count);
        assertThat(process.isAlive()).as(Files.readString(errors)).isTrue();
    }

    /** Returns the id of the process. */
    public long pid() {
        return process.pid();
    }

    /** Kills it ({@code kill -9}), and returns when it has ended. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor()).as("SIGKILL").isEqualTo(137);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
