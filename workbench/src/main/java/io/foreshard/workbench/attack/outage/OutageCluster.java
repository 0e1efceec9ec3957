package io.foreshard.workbench.attack.outage;

import io.foreshard.workbench.attack.cluster.ClassArchive;
import io.foreshard.workbench.attack.cluster.ControlUtility;
import io.foreshard.workbench.machine.PortBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.client.ClientException;
import org.apache.ignite.client.ClientRetryNonePolicy;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.ClientConfiguration;

/** Two servers in processes of their own, a client node and a thin client in this one. Not thread-safe, except its clients. */
final class OutageCluster implements AutoCloseable {
    static final int SERVERS = 2;
    private static final int CLIENT = SERVERS;
    private static final long START_SECONDS = 120;
    private static final long OWNERS_SECONDS = 60;
    private static final long POLL_MILLIS = 50;
    private static final int REQUEST_MILLIS = 15 * 60_000;

    private final Path directory;
    private final PortBlock ports;
    private final String endpoint;
    private final ClassArchive classes;
    private final Map<Integer, ServerHandle> servers = new TreeMap<>();
    private Ignite client;
    private IgniteClient thin;

    OutageCluster(Path directory, PortBlock ports, String endpoint, ClassArchive classes) {
        this.directory = directory;
        this.ports = ports;
        this.endpoint = endpoint;
        this.classes = classes;
    }

    /** Starts the servers and waits until both own all partitions. */
    void start() throws IOException, InterruptedException {
        for (int number = 0; number < SERVERS; number++) {
            servers.put(number, ServerHandle.start(settings(number, ports.clients(number)), classes));
        }
        for (ServerHandle server : servers.values()) {
            if (!server.awaitStarted(START_SECONDS)) {
                throw new OutageException(server.name() + " did not start: " + server.end() + ".");
            }
        }
        connect();
        client.cluster().state(ClusterState.ACTIVE);
        awaitOwners();
    }

    private void connect() {
        client = Ignition.start(settings(CLIENT, 0).client());
        thin = Ignition.startClient(new ClientConfiguration()
                .setAddresses("127.0.0.1:" + ports.clients(0), "127.0.0.1:" + ports.clients(1))
                .setRetryPolicy(new ClientRetryNonePolicy())
                .setTimeout(REQUEST_MILLIS));
    }

    private NodeSettings settings(int number, int clientPort) {
        return new NodeSettings(
                number,
                directory,
                endpoint,
                ports.communication(number),
                clientPort,
                List.of(ports.discovery(0), ports.discovery(1)));
    }

    Ignite client() {
        return client;
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
        servers.values().forEach(ServerHandle::kill);
        disconnect();
        servers.clear();
        start();
    }

    /**
     * Waits until both servers own all partitions.
     *
     * @throws OutageException if it takes too long
     */
    void awaitOwners() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(OWNERS_SECONDS);
        String state = state();
        while (!state.isEmpty()) {
            requireAlive();
            if (System.nanoTime() > deadline) {
                throw new OutageException("The partitions have no two owners after " + OWNERS_SECONDS + " s: " + state);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            state = state();
        }
    }

    /** Returns the states of partitions that are not OWNING; empty if there are none on both servers. */
    private String state() {
        try {
            if (count(thin, "SELECT COUNT(DISTINCT NODE_ID) FROM SYS.PARTITION_STATES") != servers.size()) {
                return "a server owns no partitions";
            }
            List<List<?>> others = thin.query(new SqlFieldsQuery(
                            "SELECT STATE, COUNT(*) FROM SYS.PARTITION_STATES WHERE STATE <> 'OWNING' GROUP BY STATE"))
                    .getAll();
            return others.isEmpty() ? "" : others.toString();
        } catch (ClientException e) {
            return e.toString();
        }
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
