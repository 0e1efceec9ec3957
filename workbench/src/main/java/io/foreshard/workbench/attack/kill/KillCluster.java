package io.foreshard.workbench.attack.kill;

import io.foreshard.workbench.attack.cluster.ClassArchive;
import io.foreshard.workbench.attack.cluster.ClusterException;
import io.foreshard.workbench.attack.cluster.ControlUtility;
import io.foreshard.workbench.attack.cluster.FlightRecorder.Count;
import io.foreshard.workbench.machine.PortBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.client.ClientException;
import org.apache.ignite.client.ClientRetryNonePolicy;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.ClientConfiguration;

/** Two server processes with a directory and a store. Not thread-safe, except {@link #server}. */
final class KillCluster implements AutoCloseable {
    static final int SERVERS = 2;
    private static final long START_SECONDS = 120;
    private static final long OWNERS_SECONDS = 120;
    private static final long POLL_MILLIS = 20;
    /** Ends an operation of the comparison that hangs. Longer than the wait for the load, whose late operations must not be repeated. */
    private static final int REQUEST_MILLIS = 120_000;

    private final Path directory;
    private final PortBlock ports;
    private final boolean tiered;
    private final boolean outages;
    private volatile boolean outagesAllowed;
    private final long seed;
    private final ClassArchive classes;
    private final Consumer<String> failedMoves;
    private final ServerProcess[] servers = new ServerProcess[SERVERS];

    KillCluster(
            Path directory,
            PortBlock ports,
            boolean tiered,
            boolean outages,
            long seed,
            ClassArchive classes,
            Consumer<String> failedMoves) {
        this.directory = directory;
        this.ports = ports;
        this.tiered = tiered;
        this.outages = outages;
        this.seed = seed;
        this.classes = classes;
        this.failedMoves = failedMoves;
    }

    /** Starts a server without waiting for it. */
    void start(int number) throws IOException {
        ServerSettings settings = new ServerSettings(
                number,
                directory,
                List.of(ports.discovery(0), ports.discovery(1)),
                ports.communication(number),
                ports.clients(number),
                tiered,
                seed);
        ServerProcess started = ServerProcess.start(settings, classes, failedMoves);
        synchronized (servers) {
            servers[number] = started;
        }
        started.recorder().set(Count.OUTAGES_ALLOWED, outagesAllowed ? 1 : 0);
    }

    /** Starts both servers for the first time; before that a server that is alone and inactive writes the archive of classes, and is killed. */
    void startAll() throws IOException, InterruptedException {
        if (classes.isPossible()) {
            start(0);
            if (server(0).process().awaitStarted(START_SECONDS)) {
                classes.write(server(0).process().pid());
            }
            server(0).process().kill();
        }
        start(0);
        start(1);
        awaitReady();
    }

    /** Lets the store have outages from now on, if the attack has any, or ends them. */
    void allowOutages(boolean allowed) {
        outagesAllowed = allowed && outages;
        for (int number = 0; number < SERVERS; number++) {
            server(number).recorder().set(Count.OUTAGES_ALLOWED, outagesAllowed ? 1 : 0);
        }
    }

    ServerProcess server(int number) {
        synchronized (servers) {
            return servers[number];
        }
    }

    Flight flight(int number) {
        String name = "server-" + number;
        return new Flight(server(number).recorder(), directory.resolve(name).resolve("db"), name);
    }

    /** Opens a thin client that knows both servers and repeats no operation by itself. */
    IgniteClient client() {
        return Ignition.startClient(configuration("127.0.0.1:" + ports.clients(0), "127.0.0.1:" + ports.clients(1)));
    }

    ControlUtility control() {
        return new ControlUtility(ports.clients(0));
    }

    private static ClientConfiguration configuration(String... addresses) {
        return new ClientConfiguration()
                .setAddresses(addresses)
                .setRetryPolicy(new ClientRetryNonePolicy())
                .setReconnectThrottlingPeriod(0)
                .setTimeout(REQUEST_MILLIS);
    }

    /**
     * Waits until both servers serve and own all partitions.
     *
     * @throws ClusterException if a server ends, or it takes too long
     */
    void awaitReady() throws IOException, InterruptedException {
        for (int number = 0; number < SERVERS; number++) {
            if (!server(number).process().awaitStarted(START_SECONDS)) {
                throw new ClusterException("server-" + number + " did not start within " + START_SECONDS + " s: "
                        + server(number).process().end());
            }
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(OWNERS_SECONDS);
        String state = "";
        while (System.nanoTime() < deadline) {
            requireAlive();
            state = state();
            if (state.isEmpty()) {
                return;
            }
            if (state.contains("LOST")) {
                throw new ClusterException("Partitions are lost although each had two owners: " + state);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        throw new ClusterException("The partitions have no two owners after " + OWNERS_SECONDS + " s: " + state);
    }

    /**
     * Closes the gaps in the update counters of partitions, which Ignite keeps after a restart. Without that it may choose the older copy of a partition after the next kills
     * (docs/attacks.md).
     *
     * @throws ClusterException if Ignite cannot
     */
    void closeCounterGaps() {
        ControlUtility.Result result = control().run("--enable-experimental", "--consistency", "finalize");
        if (result.code() != 0) {
            throw new ClusterException("Gaps in update counters cannot be closed: " + result.output());
        }
    }

    /** Returns whether both servers serve and own all partitions at this moment. */
    boolean isReady() {
        return state().isEmpty();
    }

    /** Waits until a survivor knows that the other server is gone: a server with the same name could not join before. */
    void awaitAlone(int survivor) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < deadline) {
            requireAlive();
            try (IgniteClient client = single(survivor)) {
                if (count(client, "SELECT COUNT(*) FROM SYS.NODES") == 1) {
                    return;
                }
            } catch (ClientException e) {
                // it handles the loss of the other server
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        throw new ClusterException("server-" + survivor + " did not notice that the other server was killed.");
    }

    /**
     * Checks that no server has ended by itself.
     *
     * @throws ClusterException if one has
     */
    void requireAlive() throws IOException {
        for (int number = 0; number < SERVERS; number++) {
            if (server(number) != null && server(number).process().hasFailed()) {
                throw new ClusterException("server-" + number + " ended by itself: "
                        + server(number).process().end());
            }
        }
    }

    /** Returns why the cluster is not ready, empty if it is. */
    private String state() {
        for (int number = 0; number < SERVERS; number++) {
            try (IgniteClient client = single(number)) {
                if (client.cluster().state() != ClusterState.ACTIVE) {
                    client.cluster().state(ClusterState.ACTIVE);
                }
                if (count(client, "SELECT COUNT(DISTINCT NODE_ID) FROM SYS.PARTITION_STATES") != SERVERS) {
                    return "one server owns partitions";
                }
                List<List<?>> others = client.query(
                                new SqlFieldsQuery(
                                        "SELECT STATE, COUNT(*) FROM SYS.PARTITION_STATES WHERE STATE <> 'OWNING' GROUP BY STATE"))
                        .getAll();
                if (!others.isEmpty()) {
                    return others.toString();
                }
            } catch (ClientException e) {
                return "server-" + number + ": " + e.getMessage();
            }
        }
        return "";
    }

    /** Opens a thin client that sends all to one server, which reads its own copies. */
    IgniteClient single(int number) {
        return Ignition.startClient(configuration("127.0.0.1:" + ports.clients(number))
                .setPartitionAwarenessEnabled(false)
                .setClusterDiscoveryEnabled(false));
    }

    static long count(IgniteClient client, String sql) {
        return ((Number) client.query(new SqlFieldsQuery(sql)).getAll().get(0).get(0)).longValue();
    }

    /** Kills the servers that still run. */
    @Override
    public void close() {
        for (int number = 0; number < SERVERS; number++) {
            if (server(number) != null) {
                server(number).process().kill();
            }
        }
    }
}
