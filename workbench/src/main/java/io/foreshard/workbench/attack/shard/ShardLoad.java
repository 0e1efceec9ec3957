package io.foreshard.workbench.attack.shard;

import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.AttackRow;
import io.foreshard.workbench.attack.cluster.ClusterException;
import io.foreshard.workbench.attack.cluster.LoadThreads;
import io.foreshard.workbench.attack.cluster.Operations;
import io.foreshard.workbench.attack.cluster.OwnKeys;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.configuration.NearCacheConfiguration;

/** The clients of the attack: their threads, journals and continuous queries. Thread-safe. */
final class ShardLoad implements AutoCloseable {
    /** Threads that write the caches of rows: a thin client, a client node with near caches, a streamer. */
    private static final int WRITERS = 3;

    private static final long PAUSE_MILLIS = 20;
    private static final long OPERATION_SECONDS = 90;

    private final ShardCluster cluster;
    private final Operations operations;
    private final Deliveries deliveries = new Deliveries();
    private final CheckedCalls calls;
    private final LoadThreads threads;
    private final IgniteClient thin;

    ShardLoad(ShardCluster cluster, Tally tally, long seed) {
        this.cluster = cluster;
        operations = new Operations(tally, ShardTables.versionedCaches());
        calls = new CheckedCalls(operations, deliveries);
        threads = new LoadThreads(tally, PAUSE_MILLIS);
        thin = cluster.openThin();
        Supplier<Ignite> node = cluster::client;
        threads.add(new RowWriter(RowClient.of(thin), calls, keys(0), seed)::act);
        threads.add(new RowWriter(RowClient.of(node), calls, keys(1), seed + 1)::act);
        threads.add(new RowStreamer(node, calls, keys(2), seed + 2)::act);
        threads.add(new Accounts(node, calls, seed + 3)::act);
    }

    private static OwnKeys keys(int thread) {
        return new OwnKeys(thread, WRITERS, ShardTables.KEYS, ShardTables::key);
    }

    /** Writes a row for each key, and starts the threads. */
    void begin() throws InterruptedException {
        connected();
        for (String cache : ShardTables.versionedCaches()) {
            Map<Long, Optional<Long>> values = new TreeMap<>();
            LongStream.range(0, ShardTables.KEYS)
                    .forEach(number -> values.put(ShardTables.key(number), Optional.of(operations.nextVersion())));
            if (!operations.write(
                    operations.journal(cache),
                    values,
                    () -> RowStreamer.stream(cluster.client(), cache, AttackRow.of(values)))) {
                throw new ClusterException("The first rows of " + cache + " cannot be written.");
            }
        }
        resetAccounts();
        threads.start();
    }

    /** Gives all accounts their first balance. */
    void resetAccounts() throws InterruptedException {
        Map<Long, Long> balances = new TreeMap<>();
        LongStream.range(0, ShardTables.KEYS)
                .forEach(number -> balances.put(ShardTables.key(number), Accounts.BALANCE));
        RowStreamer.stream(cluster.client(), ShardTables.ACCOUNTS, balances);
    }

    /** Creates the near caches of a client node that has just joined; it has not used a cache yet. Accounts are opened too: a transaction cannot do that. */
    void connected() {
        cluster.client().cache(ShardTables.ACCOUNTS);
        for (String cache : ShardTables.rowCaches()) {
            cluster.client().getOrCreateNearCache(cache, new NearCacheConfiguration<>());
        }
        deliveries.forget();
    }

    /** Starts the continuous queries; no operation runs. */
    void listen() {
        deliveries.listen(cluster.client());
    }

    /** Lets operations begin. */
    void open() {
        operations.serverMissing(false);
        threads.gate().open();
    }

    /** Lets no operation begin, and waits for those that run. */
    void rest() throws InterruptedException {
        threads.gate().close();
        if (!threads.gate().awaitEmpty(OPERATION_SECONDS)) {
            throw new ClusterException("Operations of the clients did not end within " + OPERATION_SECONDS + " s: "
                    + threads.gate().stacks());
        }
    }

    Operations operations() {
        return operations;
    }

    CheckedCalls calls() {
        return calls;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    LoadThreads threads() {
        return threads;
    }

    @Override
    public void close() {
        threads.close();
        thin.close();
    }
}
