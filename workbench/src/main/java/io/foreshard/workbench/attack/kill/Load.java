package io.foreshard.workbench.attack.kill;

import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.AttackRow;
import io.foreshard.workbench.attack.cluster.ClusterException;
import io.foreshard.workbench.attack.cluster.Gate;
import io.foreshard.workbench.attack.cluster.LoadThreads;
import io.foreshard.workbench.attack.cluster.Operations;
import io.foreshard.workbench.attack.cluster.OwnKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.apache.ignite.client.IgniteClient;

/** The clients of the attack: their threads, journals and operations in flight. Thread-safe. */
final class Load implements AutoCloseable {
    static final int KEYS = 3_000;
    private static final int WRITERS = 4;
    /** One more thread writes the caches: the streamer. */
    private static final int KEY_OWNERS = WRITERS + 1;

    private static final int FILL = 200;
    /** Pause of a thread after each operation; the longer one is used while a server restarts. */
    private static final long PAUSE_MILLIS = 5;

    private static final long CALM_MILLIS = 40;

    private final List<IgniteClient> clients = new ArrayList<>();
    private final LoadThreads threads;
    private final Operations operations;
    private final Ingester ingester;
    private final IgniteClient control;

    Load(KillCluster cluster, Tally tally, long seed) {
        operations = new Operations(tally, KillTables.ownCaches());
        threads = new LoadThreads(tally, PAUSE_MILLIS);
        control = open(cluster);
        ingester = new Ingester(open(cluster), operations, seed);
        threads.add(ingester::act);
        for (int writer = 0; writer < WRITERS; writer++) {
            threads.add(new Writer(
                    open(cluster),
                    operations,
                    new OwnKeys(writer, KEY_OWNERS, KEYS, LongUnaryOperator.identity()),
                    seed + writer)::act);
        }
        threads.add(new StreamWriter(
                cluster,
                operations,
                new OwnKeys(WRITERS, KEY_OWNERS, KEYS, LongUnaryOperator.identity()),
                seed + WRITERS)::act);
    }

    private IgniteClient open(KillCluster cluster) {
        IgniteClient client = cluster.client();
        clients.add(client);
        return client;
    }

    /** Writes a row for each key, and starts the threads. */
    void begin() throws InterruptedException {
        for (String cache : KillTables.ownCaches()) {
            for (long first = 0; first < KEYS; first += FILL) {
                Map<Long, Optional<Long>> values = new TreeMap<>();
                for (long key = first; key < first + FILL; key++) {
                    values.put(key, Optional.of(operations.nextVersion()));
                }
                if (!operations.write(operations.journal(cache), values, () -> control.<Long, AttackRow>cache(cache)
                        .putAll(AttackRow.of(values)))) {
                    throw new ClusterException("The first rows of " + cache + " cannot be written.");
                }
            }
        }
        threads.start();
    }

    /** Opens the gate at full speed, with both servers. */
    void open() {
        operations.serverMissing(false);
        threads.pauseMillis(PAUSE_MILLIS);
        gate().open();
    }

    /** Opens the gate while a server restarts. */
    void openCalm() {
        calm();
        gate().open();
    }

    /** Slows the threads down before a kill. */
    void calm() {
        operations.serverMissing(true);
        threads.pauseMillis(CALM_MILLIS);
    }

    Gate gate() {
        return threads.gate();
    }

    Operations operations() {
        return operations;
    }

    Ingester ingester() {
        return ingester;
    }

    /** Returns a client for the comparison. */
    IgniteClient control() {
        return control;
    }

    /** Ends the threads; an operation that hangs ends with its connection. */
    @Override
    public void close() {
        threads.close();
        for (IgniteClient client : clients) {
            client.close();
        }
    }
}
