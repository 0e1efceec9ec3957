package io.foreshard.workbench.attack.outage;

import io.foreshard.workbench.attack.cluster.ClassArchive;
import io.foreshard.workbench.attack.cluster.ControlUtility;
import io.foreshard.workbench.machine.PortBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCompute;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.client.ClientRetryNonePolicy;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.ClientConfiguration;

/** Two or three servers in processes of their own, a client node and a thin client in this one. Used by one thread at a time, except its clients. */
final class OutageCluster implements Members, AutoCloseable {
    /** Servers with a port for thin clients. */
    private static final int SERVERS = 2;

    private static final int CLIENT = 2;
    private static final int CLIENT_NUMBER = 9;
    /** Place of the third server in its block; the first port of the block is that of the service. */
    private static final int THIRD = 1;

    private static final long START_SECONDS = 300;
    private static final long POLL_MILLIS = 50;
    private static final int REQUEST_MILLIS = 15 * 60_000;

    private final Path directory;
    private final PortBlock ports;
    private final PortBlock more;
    private final int first;
    private final String endpoint;
    private final ClassArchive classes;
    private final Map<Integer, ServerHandle> servers = new ConcurrentSkipListMap<>();
    private Ignite client;
    private IgniteClient thin;

    /**
     * Creates the cluster without starting it.
     *
     * @param first number of servers that it begins with
     * @param ports ports of two servers and the client
     * @param more ports of a third server
     */
    OutageCluster(Path directory, int first, PortBlock ports, PortBlock more, String endpoint, ClassArchive classes) {
        this.directory = directory;
        this.first = first;
        this.ports = ports;
        this.more = more;
        this.endpoint = endpoint;
        this.classes = classes;
    }

    /** Starts the servers and waits until they own all partitions. */
    void start() throws IOException, InterruptedException {
        for (int number = 0; number < first; number++) {
            servers.put(number, ServerHandle.start(settings(number), classes));
        }
        for (ServerHandle server : servers.values()) {
            if (!server.awaitStarted(START_SECONDS)) {
                throw new OutageException(server.name() + " did not start: " + server.end() + ".");
            }
        }
        connect();
        client.cluster().state(ClusterState.ACTIVE);
        Owners.await(this);
    }

    private void connect() {
        client = Ignition.start(settings(CLIENT_NUMBER).client());
        thin = Ignition.startClient(new ClientConfiguration()
                .setAddresses("127.0.0.1:" + ports.clients(0), "127.0.0.1:" + ports.clients(1))
                .setRetryPolicy(new ClientRetryNonePolicy())
                .setTimeout(REQUEST_MILLIS));
    }

    private NodeSettings settings(int number) {
        boolean isThird = number == SERVERS;
        return new NodeSettings(
                number,
                directory,
                endpoint,
                isThird ? more.communication(0) : ports.communication(Math.min(number, CLIENT)),
                number < SERVERS ? ports.clients(number) : 0,
                List.of(ports.discovery(0), ports.discovery(1), more.discovery(THIRD)));
    }

    Ignite client() {
        return client;
    }

    /** Returns the calls of the servers. */
    IgniteCompute compute() {
        return client.compute(client.cluster().forServers());
    }

    IgniteClient thin() {
        return thin;
    }

    ControlUtility control() {
        return new ControlUtility(ports.clients(0));
    }

    List<ServerHandle> servers() {
        return List.copyOf(servers.values());
    }

    /** Kills all nodes and starts them again, so that no page is in memory; a stop in order takes longer. */
    void restart() throws IOException, InterruptedException {
        if (classes.isPossible()) {
            classes.write(servers.get(0).pid()); // of a process that is killed anyway
        }
        servers.values().forEach(ServerHandle::kill);
        disconnect();
        servers.clear();
        start();
    }

    /**
     * Checks that no server has ended.
     *
     * @throws OutageException if one has
     */
    void requireAlive() {
        for (ServerHandle server : servers.values()) {
            if (server.hasFailed()) {
                throw new OutageException(server.name() + " ended by itself: " + server.end() + ".");
            }
        }
    }

    @Override
    public void start(int number) {
        change(() -> {
            if (!servers.containsKey(number)) {
                startServer(number);
                awaitServers();
            }
        });
    }

    @Override
    public void join() {
        start(first);
        change(() -> {
            client.cluster().setBaselineTopology(client.cluster().topologyVersion());
            Owners.await(this);
        });
    }

    @Override
    public void leave() {
        change(() -> {
            int last = first - 1;
            if (servers.containsKey(last)) {
                servers.remove(last).kill();
                awaitServers();
            }
            client.cluster().setBaselineTopology(client.cluster().topologyVersion());
            Owners.await(this);
        });
    }

    private void startServer(int number) throws IOException, InterruptedException {
        ServerHandle started = ServerHandle.start(settings(number), classes);
        servers.put(number, started);
        if (!started.awaitStarted(START_SECONDS)) {
            throw new OutageException(started.name() + " did not start: " + started.end() + ".");
        }
    }

    /** Waits until the client knows the servers that run. */
    private void awaitServers() throws InterruptedException {
        while (client.cluster().forServers().nodes().size() != servers.size()) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** A change of the servers. */
    @FunctionalInterface
    private interface Change {
        void make() throws IOException, InterruptedException;
    }

    private static void change(Change change) {
        try {
            change.make();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutageException("The change of the servers was interrupted.");
        }
    }

    void dumpStacks() throws IOException, InterruptedException {
        for (ServerHandle server : servers.values()) {
            server.dumpStacks();
        }
    }

    static long count(IgniteClient client, String sql) {
        return ((Number) client.query(new SqlFieldsQuery(sql)).getAll().get(0).get(0)).longValue();
    }

    /** The client node does not wait for operations that hang. */
    private void disconnect() {
        if (thin != null) {
            thin.close();
        }
        if (client != null) {
            Ignition.stop(client.name(), true);
        }
        thin = null;
        client = null;
    }

    /** Kills the servers, so that the client has nothing to wait for, and stops the client. */
    @Override
    public void close() {
        servers.values().forEach(ServerHandle::kill);
        disconnect();
    }
}
