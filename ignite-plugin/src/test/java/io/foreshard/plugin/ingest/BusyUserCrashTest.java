package io.foreshard.plugin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ServerProcess;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionTopology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers are killed ({@code kill -9}) while four busy users act: batches of up to 100 actions, each sent by one client or by two at once, some of
 * them again later.
 *
 * <p>CI kills one server; {@code -Dforeshard.long=true} also runs the test with three kills. Repeat a run with {@code -Dforeshard.seed=<the printed number>}.
 */
class BusyUserCrashTest {
    private static final int BATCHES_PER_PHASE = 60;
    private static final int KEYS_AT_ONCE = 1_000;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("foreshard.seed", new Random().nextLong());

    @Test
    void record_serverKilledUnderBusyUsers_eachTransactionOnce() throws Exception {
        run(List.of("server-1"), 1);
    }

    @Test
    @EnabledIfSystemProperty(named = "foreshard.long", matches = "true")
    void record_threeServersKilledUnderBusyUsers_eachTransactionOnce() throws Exception {
        run(List.of("server-1", "server-2"), 3);
    }

    private void run(List<String> names, int kills) throws Exception {
        System.out.println(getClass().getSimpleName() + ": foreshard.seed=" + seed);
        Map<String, ServerProcess> children = new HashMap<>();
        BusySender sender = new BusySender(seed);
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite server = nodes.server("server-0", IngestingNode.configuration());
            for (String name : names) {
                start(children, server, name, 1 + children.size() + 1);
            }
            server.cluster().state(ClusterState.ACTIVE);
            Ignite client = nodes.client("client", IngestingNode.configuration());
            IgniteCache<TransactionKey, TransactionRecord> table = client.cache(TableNames.DEFAULT.transactions());
            sender.start(List.of(ingestion(client), ingestion(server), ingestion(client)));
            for (int kill = 0; kill < kills; kill++) {
                awaitBatches(sender);
                String name = names.get(kill % names.size());
                children.get(name).kill();
                awaitBatches(sender);
                if (kill < kills - 1) {
                    start(children, server, name, 1 + names.size());
                    awaitRebalanced(server);
                }
            }
            sender.stop();
            await().atMost(IngestingNode.PATIENCE).until(sender::hasEnded);
            sender.repeatAll(ingestion(client));

            System.out.printf(
                    "%s: %d transactions acknowledged, %d calls failed, %d kills%n",
                    getClass().getSimpleName(), sender.receipts().size(), sender.failedCalls(), kills);
            assertThat(sender.problems()).isEmpty();
            assertThat(table.query(new SqlFieldsQuery("SELECT HASH_KEY FROM TRANSACTIONS GROUP BY HASH_KEY"
                                    + " HAVING COUNT(DISTINCT PROFILE_ID) > 1"))
                            .getAll())
                    .as("transactions under two profile ids")
                    .isEmpty();
            assertReadable(table, sender);
        } finally {
            sender.stop();
            for (ServerProcess child : children.values()) {
                child.close();
            }
        }
    }

    private void start(Map<String, ServerProcess> children, Ignite server, String name, int servers) throws Exception {
        await().atMost(IngestingNode.PATIENCE)
                .until(() -> server.cluster().forServers().nodes().size() == servers - 1);
        children.put(name, IngestingNode.start(directory, server, name));
        children.get(name).awaitServers(server, servers);
    }

    private static void awaitBatches(BusySender sender) {
        int before = sender.acknowledgedCalls();
        await().atMost(IngestingNode.PATIENCE)
                .until(() -> sender.acknowledgedCalls() >= before + BATCHES_PER_PHASE
                        || !sender.problems().isEmpty());
        assertThat(sender.problems()).isEmpty();
    }

    /** Waits until each partition has two owners: the loss of one server then loses no partition. */
    private static void awaitRebalanced(Ignite server) {
        for (String cache : List.of(
                TableNames.DEFAULT.transactions(), TableNames.DEFAULT.windows(), TableNames.DEFAULT.receipts())) {
            GridDhtPartitionTopology topology =
                    ((IgniteEx) server).cachex(cache).context().topology();
            await().atMost(IngestingNode.PATIENCE).until(() -> IntStream.range(0, topology.partitions())
                    .allMatch(partition -> topology.owners(partition).size() == 2));
        }
    }

    private static void assertReadable(IgniteCache<TransactionKey, TransactionRecord> table, BusySender sender) {
        List<TransactionKey> keys = new ArrayList<>();
        Map<TransactionKey, UserAction> actions = new HashMap<>();
        for (UserAction action : sender.actions()) {
            Receipt receipt = sender.receipts().get(action.transactionId());
            assertThat(receipt).as("receipt of %s", action).isNotNull();
            keys.addAll(receipt.keys());
            receipt.keys().forEach(key -> actions.put(key, action));
        }
        for (int from = 0; from < keys.size(); from += KEYS_AT_ONCE) {
            Set<TransactionKey> some = new HashSet<>(keys.subList(from, Math.min(keys.size(), from + KEYS_AT_ONCE)));
            Map<TransactionKey, TransactionRecord> rows = table.getAll(some);
            assertThat(rows.keySet()).isEqualTo(some);
            rows.forEach((key, row) ->
                    assertThat(row.userId()).isEqualTo(actions.get(key).userId()));
        }
        assertThat(table.query(new SqlFieldsQuery("SELECT COUNT(*) FROM TRANSACTIONS"))
                        .getAll())
                .containsExactly(List.of((long) keys.size()));
    }

    private static Ingestion ingestion(Ignite node) {
        return node.<Foreshard>plugin(Foreshard.NAME).ingestion();
    }
}
