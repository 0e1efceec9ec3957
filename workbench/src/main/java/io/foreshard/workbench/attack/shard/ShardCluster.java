package io.foreshard.workbench.attack.shard;

import io.foreshard.workbench.attack.cluster.ClassArchive;
import io.foreshard.workbench.attack.cluster.ClusterException;
import io.foreshard.workbench.attack.cluster.ControlUtility;
import io.foreshard.workbench.attack.cluster.ForkedServer;
import io.foreshard.workbench.attack.cluster.ServerCommand;
import io.foreshard.workbench.attack.outage.ObjectService;
import io.foreshard.workbench.machine.PortBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.client.ClientRetryNonePolicy;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.ClientConfiguration;

/** Three servers in processes of their own, a spare one, and a client node in this one. Not thread-safe, except {@link #client} and {@link #openThin}. */
final class ShardCluster implements AutoCloseable {
    /** Servers of the first baseline. */
    static final int SERVERS = 3;
    /** Number of the server that joins and leaves. */
    static final int SPARE = 3;

    private static final int ALL = 4;
    private static final int SERVERS_OF_A_BLOCK = 2;
    private static final int CLIENT_PORT = 2;
    private static final int CLIENT_NUMBER = 9;
    private static final long START_SECONDS = 120;
    private static final long POLL_MILLIS = 50;
    /** Ends an operation that hangs. Longer than the wait for the load, whose late operations must not be repeated. */
    private static final int REQUEST_MILLIS = 120_000;

    private final Path directory;
    private final List<PortBlock> ports;
    private final boolean guarded;
    private final ObjectService service;
    private final ClassArchive classes;
    private final Map<Integer, ForkedServer> servers = new ConcurrentSkipListMap<>();
    private volatile Ignite client;

    /** @param ports two blocks: of the first two servers and the client, and of the others */
    ShardCluster(Path directory, List<PortBlock> ports, boolean guarded, ObjectService service, ClassArchive classes) {
        this.directory = directory;
        this.ports = List.copyOf(ports);
        this.guarded = guarded;
        this.service = service;
        this.classes = classes;
    }

    private PortBlock block(int server) {
        return ports.get(server / SERVERS_OF_A_BLOCK);
    }

    private ShardNode settings(int number) {
        boolean isClient = number == CLIENT_NUMBER;
        return new ShardNode(
                number,
                directory,
                guarded,
                service.endpoint().toString(),
                isClient
                        ? ports.get(0).communication(CLIENT_PORT)
                        : block(number).communication(number % SERVERS_OF_A_BLOCK),
                isClient ? ports.get(0).metrics(0) : clientPort(number),
                IntStream.range(0, ALL)
                        .mapToObj(each -> block(each).discovery(each % SERVERS_OF_A_BLOCK))
                        .toList());
    }

    private int clientPort(int number) {
        return block(number).clients(number % SERVERS_OF_A_BLOCK);
    }

    /** Starts a server without waiting for it. */
    void start(int number) throws IOException {
        ForkedServer started = ForkedServer.start(
                ServerCommand.of(
                        "400m",
                        classes,
                        // A server killed in a rebalance without WAL refuses to start.
                        Stream.concat(
                                        Stream.of("-DIGNITE_DISABLE_WAL_DURING_REBALANCING=false"),
                                        ObjectService.CLIENT_OPTIONS.stream())
                                .toList(),
                        ShardServer.class,
                        settings(number).arguments()),
                directory.resolve(ShardNode.name(number) + "-" + ForkedServer.nextStart() + ".log"));
        started.listen(line -> {}, () -> {});
        servers.put(number, started);
    }

    /** Starts the servers of the first baseline and the client; before the first time a server that is alone writes the archive of classes, and is killed. */
    void startAll() throws IOException, InterruptedException {
        if (classes.isPossible()) {
            start(0);
            awaitStarted(0);
            classes.write(servers.get(0).pid());
            servers.get(0).kill();
        }
        for (int number = 0; number < SERVERS; number++) {
            start(number);
        }
        for (int number = 0; number < SERVERS; number++) {
            awaitStarted(number);
        }
        client = Ignition.start(settings(CLIENT_NUMBER).client());
        client.cluster().state(ClusterState.ACTIVE);
    }

    /**
     * Waits until a server has joined.
     *
     * @throws ClusterException if it ends, or takes too long
     */
    void awaitStarted(int number) throws IOException, InterruptedException {
        if (!servers.get(number).awaitStarted(START_SECONDS)) {
            throw new ClusterException(ShardNode.name(number) + " did not start within " + START_SECONDS + " s: "
                    + servers.get(number).end());
        }
    }

    /** Kills a server, which remains in the baseline, and waits until the client knows it: a server with the same name could not join before. */
    void kill(int number) throws InterruptedException {
        servers.remove(number).kill();
        while (isKnown(number)) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** Kills all servers at once and stops the client, which would wait for them. */
    void killAll() {
        servers.values().parallelStream().forEach(ForkedServer::kill);
        servers.clear();
        disconnect();
    }

    private boolean isKnown(int number) {
        return client.cluster().forServers().nodes().stream()
                .anyMatch(node -> ShardNode.name(number).equals(node.consistentId()));
    }

    /** Makes the servers that run the baseline. */
    void changeBaseline() throws InterruptedException {
        while (client.cluster().forServers().nodes().size() != servers.size()) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        client.cluster().setBaselineTopology(client.cluster().topologyVersion());
    }

    /** Returns the numbers of the servers that run. */
    List<Integer> running() {
        return List.copyOf(servers.keySet());
    }

    /** Returns the client node. */
    Ignite client() {
        return client;
    }

    /** Returns a server as the client sees it. */
    ClusterNode node(int number) {
        return client.cluster().forServers().nodes().stream()
                .filter(node -> ShardNode.name(number).equals(node.consistentId()))
                .findAny()
                .orElseThrow(() -> new ClusterException(ShardNode.name(number) + " is not in the cluster."));
    }

    /** Returns the number of a server. */
    static int number(ClusterNode node) {
        return Integer.parseInt(
                node.consistentId().toString().substring(ShardNode.name(0).length() - 1));
    }

    /** Returns the file of the placement of a server, which is written before each change takes effect. */
    Path placementFile(int number) {
        String name = ShardNode.name(number);
        // Ignite replaces other characters than letters and digits in the name of the directory.
        return directory
                .resolve(name)
                .resolve("db")
                .resolve(name.replace('-', '_'))
                .resolve("placement");
    }

    /** Opens a thin client that knows all servers and repeats no operation by itself. */
    IgniteClient openThin() {
        return Ignition.startClient(configuration(IntStream.range(0, ALL)
                .mapToObj(number -> "127.0.0.1:" + clientPort(number))
                .toArray(String[]::new)));
    }

    /** Opens a thin client that sends all to one server. */
    IgniteClient openThin(int number) {
        return Ignition.startClient(configuration("127.0.0.1:" + clientPort(number))
                .setPartitionAwarenessEnabled(false)
                .setClusterDiscoveryEnabled(false));
    }

    private static ClientConfiguration configuration(String... addresses) {
        return new ClientConfiguration()
                .setAddresses(addresses)
                .setRetryPolicy(new ClientRetryNonePolicy())
                .setReconnectThrottlingPeriod(0)
                .setTimeout(REQUEST_MILLIS);
    }

    /** Returns the service of objects of all servers. */
    ObjectService service() {
        return service;
    }

    ControlUtility control() {
        return new ControlUtility(clientPort(0));
    }

    /**
     * Checks that no server has ended by itself.
     *
     * @throws ClusterException if one has
     */
    void requireAlive() throws IOException {
        for (Map.Entry<Integer, ForkedServer> server : servers.entrySet()) {
            if (server.getValue().hasFailed()) {
                throw new ClusterException(ShardNode.name(server.getKey()) + " ended by itself: "
                        + server.getValue().end());
            }
        }
    }

    /** Prints the stacks of all servers beside their logs. */
    void dumpStacks() throws IOException, InterruptedException {
        for (ForkedServer server : servers.values()) {
            server.dumpStacks();
        }
    }

    private void disconnect() {
        if (client != null) {
            Ignition.stop(client.name(), true);
            client = null;
        }
    }

    /** Kills the servers that still run, and stops the client. */
    @Override
    public void close() {
        killAll();
    }
}
