package io.foreshard.plugin.ingest;

import static org.apache.ignite.internal.processors.task.TaskExecutionOptions.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ServerProcess;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.ingest.Sender.Call;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.affinity.Affinity;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.management.cache.CacheIdleVerifyCommandArg;
import org.apache.ignite.internal.management.cache.IdleVerifyResultV2;
import org.apache.ignite.internal.management.cache.VerifyBackupPartitionsTaskV2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two servers is killed ({@code kill -9}) while batches are recorded. */
class IngestionCrashTest {
    private static final Duration PATIENCE = IngestingNode.PATIENCE;
    private static final String NAME = "server-1";
    private static final int BEFORE = 40;
    private static final int AFTER = 20;
    private static final String DOUBLED =
            "SELECT HASH_KEY FROM TRANSACTIONS GROUP BY HASH_KEY HAVING COUNT(DISTINCT PROFILE_ID) > 1";

    @TempDir
    Path directory;

    @Test
    void record_serverKilled_nothingLostNorDoubled() throws Exception {
        ServerProcess child = null;
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite server = nodes.server("server-0", IngestingNode.configuration());
            child = IngestingNode.start(directory, server, NAME);
            child.awaitServers(server, 2);
            server.cluster().state(ClusterState.ACTIVE);
            Ignite client = nodes.client("client", IngestingNode.configuration());
            IgniteCache<TransactionKey, TransactionRecord> table = client.cache(TableNames.DEFAULT.transactions());
            Set<UUID> usersThere = usersOf(server, child);

            Sender sender = new Sender(List.of(ingestion(client), ingestion(client), ingestion(server)));
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> sender.acknowledged() >= BEFORE);
            long killing = System.nanoTime();
            child.kill();
            long dead = System.nanoTime();
            await().atMost(PATIENCE)
                    .until(() -> sender.calls().stream()
                                    .filter(call -> call.follows(dead) && call.receipts() != null)
                                    .count()
                            >= AFTER);
            sender.stop();
            await().atMost(PATIENCE).until(sender::hasEnded);

            assertInFlight(sender.calls(), killing, dead, usersThere);
            for (Call call : sender.calls()) {
                if (call.receipts() != null) {
                    Batches.assertStored(table, call.actions, call.receipts());
                }
            }
            retry(sender.calls(), ingestion(client), table);
            assertEachTransactionOnce(table, sender.calls());

            nodes.server(NAME, IngestingNode.configuration());
            assertCopiesAreEqual(server);
            assertEachTransactionOnce(table, sender.calls());
            assertADoubleWouldBeSeen(table);
        } finally {
            if (child != null) {
                child.close();
            }
        }
    }

    /** Returns the users of all batches whose window has its primary copy in the other process. */
    private static Set<UUID> usersOf(Ignite server, ServerProcess child) {
        Affinity<UUID> affinity = server.affinity(TableNames.DEFAULT.windows());
        ClusterNode other = server.cluster().forRemotes().forServers().node();
        assertThat(other.<Integer>attribute("org.apache.ignite.jvm.pid")).isEqualTo((int) child.pid());
        return IntStream.range(0, 2000)
                .mapToObj(Batches::batch)
                .flatMap(List::stream)
                .map(action -> action.userId())
                .distinct()
                .filter(user -> affinity.isPrimary(other, user))
                .collect(Collectors.toSet());
    }

    /** Calls that need the killed server had begun before it was killed, and ended, well or not, after it was dead. */
    private static void assertInFlight(List<Call> calls, long killing, long dead, Set<UUID> usersThere) {
        assertThat(usersThere).isNotEmpty();
        assertThat(calls.stream().filter(call -> call.spans(killing, dead)))
                .as("calls in flight")
                .isNotEmpty()
                .allMatch(call -> call.receipts() == null ^ call.failure() == null)
                .anyMatch(call -> call.actions.stream().anyMatch(action -> usersThere.contains(action.userId())));
        assertThat(calls.stream().filter(call -> call.precedes(killing) && call.receipts() != null))
                .as("acknowledged before")
                .hasSizeGreaterThanOrEqualTo(BEFORE);
        assertThat(calls.stream().filter(call -> call.follows(dead) && call.receipts() != null))
                .as("acknowledged after")
                .hasSizeGreaterThanOrEqualTo(AFTER);
    }

    private static void retry(
            List<Call> calls, Ingestion ingestion, IgniteCache<TransactionKey, TransactionRecord> table) {
        for (Call call : calls) {
            List<Receipt> receipts = ingestion.record(call.actions);
            if (call.receipts() != null) {
                assertThat(receipts).isEqualTo(call.receipts());
            }
            Batches.assertStored(table, call.actions, receipts);
        }
    }

    private static void assertEachTransactionOnce(
            IgniteCache<TransactionKey, TransactionRecord> table, List<Call> calls) {
        assertThat(rows(table, DOUBLED))
                .as("transactions under two profile ids")
                .isEmpty();
        assertThat(rows(
                        table,
                        "SELECT HASH_KEY, COUNT(*) FROM TRANSACTIONS GROUP BY HASH_KEY HAVING COUNT(*) <> MAX(RECORDS)"
                                + " OR MIN(RECORDS) <> MAX(RECORDS) OR MAX(COUNTER) <> MAX(RECORDS) - 1"))
                .as("transactions with another number of records")
                .isEmpty();
        long transactions = (long) calls.size() * Batches.ACTIONS;
        long records = calls.stream()
                .flatMap(call -> call.actions.stream())
                .mapToInt(Batches::records)
                .sum();
        assertThat(rows(table, "SELECT COUNT(DISTINCT HASH_KEY) FROM TRANSACTIONS"))
                .containsExactly(List.of(transactions));
        assertThat(rows(table, "SELECT COUNT(*) FROM TRANSACTIONS")).containsExactly(List.of(records));
    }

    private static void assertADoubleWouldBeSeen(IgniteCache<TransactionKey, TransactionRecord> table) {
        TransactionKey key = table.iterator().next().getKey();
        long elsewhere = key.profileId() ^ 1L << 57;
        table.put(new TransactionKey(elsewhere, key.hashKey(), key.rangeKey(), key.counter()), table.get(key));
        assertThat(rows(table, DOUBLED)).containsExactly(List.of(key.hashKey()));
    }

    private static List<List<?>> rows(IgniteCache<TransactionKey, TransactionRecord> table, String sql) {
        return table.query(new SqlFieldsQuery(sql)).getAll();
    }

    /**
     * Runs the check of {@code control.sh --cache idle_verify}, once no partition moves.
     *
     * <p>The cache of shared state is excluded: it is never idle.
     */
    private static void assertCopiesAreEqual(Ignite server) {
        CacheIdleVerifyCommandArg caches = new CacheIdleVerifyCommandArg();
        caches.caches(new String[] {
            TableNames.DEFAULT.transactions(), TableNames.DEFAULT.windows(), TableNames.DEFAULT.receipts()
        });
        IdleVerifyResultV2 result = await().atMost(PATIENCE)
                .until(
                        () -> ((IgniteEx) server)
                                .context()
                                .task()
                                .execute(
                                        VerifyBackupPartitionsTaskV2.class,
                                        caches,
                                        options(server.cluster().forServers().nodes()))
                                .get(),
                        found -> found.movingPartitions().isEmpty()
                                && found.exceptions().isEmpty());
        StringBuilder report = new StringBuilder();
        result.print(report::append, true);
        assertThat(result.hasConflicts()).as(report.toString()).isFalse();
        assertThat(result.lostPartitions()).isEmpty();
        Affinity<Object> affinity = server.affinity(TableNames.DEFAULT.transactions());
        assertThat(IntStream.range(0, affinity.partitions())
                        .map(partition -> affinity.mapPartitionToPrimaryAndBackups(partition)
                                .size()))
                .as("copies")
                .containsOnly(2);
    }

    private static Ingestion ingestion(Ignite node) {
        return Objects.requireNonNull(node.<Foreshard>plugin(Foreshard.NAME)).ingestion();
    }
}
