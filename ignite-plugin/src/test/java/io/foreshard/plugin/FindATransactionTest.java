package io.foreshard.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.RecentTransaction;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three ways to find a transaction, and the cost of each on cold rows: nodes asked, and requests to the object store. */
class FindATransactionTest {
    private static final int SERVERS = 3;
    private static final int USERS = 40;
    private static final int SESSIONS = 4;
    private static final int ACTIONS = 5;

    @TempDir
    static Path directory;

    private static final List<Receipt> receipts = new ArrayList<>();
    private static TestNodes nodes;
    private static Ignite client;

    @BeforeAll
    static void recordAndForget() {
        start();
        long time = System.currentTimeMillis() - Duration.ofDays(60).toMillis();
        for (int session = 0; session < SESSIONS; session++) {
            for (int user = 0; user < USERS; user++) {
                List<UserAction> actions = new ArrayList<>();
                for (int i = 0; i < ACTIONS; i++) {
                    actions.add(UserAction.of(user(user), ActionType.PURCHASE)
                            .transactionId(new UUID(session, user * ACTIONS + i))
                            .at(Instant.ofEpochMilli(
                                    time + Duration.ofDays(15L * session).toMillis() + i))
                            .object(i)
                            .interest(user % 7)
                            .amount(100L * user + i)
                            .payload(new byte[1_500])
                            .build());
                }
                receipts.addAll(ingestion().record(actions));
            }
        }
        servers()
                .forEach(server ->
                        server.<Foreshard>plugin(Foreshard.NAME).tier().offload(TableNames.DEFAULT.transactions()));
        nodes.close();
        start();
    }

    private static void start() {
        nodes = new TestNodes(directory);
        nodes.cluster(SERVERS, configuration());
        client = nodes.client("client", configuration());
    }

    private static ForeshardConfiguration configuration() {
        return new ForeshardConfiguration()
                .setPartitions(64)
                .setBackups(0)
                .setPrediction(new PredictionConfiguration().setTrainingInterval(Duration.ZERO))
                .setTier(new TierConfiguration().setStoreUri("dir:" + directory.resolve("objects")));
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    void find_byKey_costsAtMostOneRequest() {
        IgniteCache<TransactionKey, TransactionRecord> transactions = client.cache(TableNames.DEFAULT.transactions());
        for (Receipt receipt : receipts.subList(0, 20)) {
            long before = requests();
            assertThat(transactions.get(receipt.key(0))).isNotNull();
            assertThat(requests() - before).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void find_byUser_asksOnlyTheOwners() {
        int fewer = 0;
        for (int user = 0; user < USERS; user++) {
            int[] partitions = ingestion().partitions(user(user));
            assertThat(partitions).hasSizeBetween(1, 2 * SESSIONS);
            Set<ClusterNode> owners = IntStream.of(partitions)
                    .mapToObj(client.affinity(TableNames.DEFAULT.transactions())::mapPartitionToNode)
                    .collect(Collectors.toSet());
            long asked = asked();

            List<List<?>> rows = client.cache(TableNames.DEFAULT.transactions())
                    .query(new SqlFieldsQuery("SELECT HASH_KEY FROM TRANSACTIONS WHERE USER_ID = ?")
                            .setArgs(user(user))
                            .setPartitions(partitions))
                    .getAll();

            assertThat(rows).hasSize(SESSIONS * ACTIONS);
            assertThat(asked() - asked).isEqualTo(owners.size());
            fewer += owners.size() < SERVERS ? 1 : 0;
        }
        assertThat(fewer).as("users whose rows are not on all servers").isPositive();
    }

    @Test
    void receipts_thenGetAll_isOneLookUpAndOneRead() {
        List<Receipt> recent = ingestion().receipts(user(11));

        assertThat(recent).hasSize(SESSIONS * ACTIONS).allMatch(receipts::contains);
        Set<TransactionKey> keys = new HashSet<>();
        recent.subList(recent.size() - 10, recent.size()).forEach(receipt -> keys.add(receipt.key(0)));
        Map<Object, TransactionRecord> read = client.<Object, TransactionRecord>cache(TableNames.DEFAULT.transactions())
                .getAll(new HashSet<>(keys));
        assertThat(read.values()).hasSize(10).allMatch(record -> record.userId().equals(user(11)));
        assertThat(ingestion().receipts(new UUID(99, 99))).isEmpty();
        assertThat(ingestion().partitions(new UUID(99, 99))).isEmpty();
    }

    @Test
    void recent_allRowsOffloaded_sendsNoRequest() {
        long before = requests();
        for (int user = 0; user < USERS; user++) {
            List<RecentTransaction> recent = ingestion().recent(user(user));
            List<Receipt> last = ingestion().receipts(user(user));

            assertThat(recent).hasSize(10);
            for (int i = 0; i < recent.size(); i++) {
                RecentTransaction transaction = recent.get(i);
                assertThat(transaction.receipt()).isEqualTo(last.get(last.size() - 1 - i));
                assertThat(transaction.type()).isEqualTo(ActionType.PURCHASE);
                int action = ACTIONS - 1 - i % ACTIONS;
                assertThat(transaction.amount()).hasValue(100L * user + action);
                assertThat(transaction.objectId())
                        .isEqualTo(action == 0 ? OptionalLong.empty() : OptionalLong.of(action));
                assertThat(transaction.time()).isPresent();
            }
        }
        assertThat(ingestion().recent(new UUID(99, 99))).isEmpty();
        assertThat(requests()).isEqualTo(before);
    }

    @Test
    void recentTransactionsView_anyNode_hasTheRowsOfRecentWithoutARequest() {
        long before = requests();
        for (int user = 0; user < USERS; user++) {
            List<RecentTransaction> recent = ingestion().recent(user(user));
            for (Ignite node : nodesAndClient()) {
                List<List<?>> rows = node.cache(TableNames.DEFAULT.transactions())
                        .query(new SqlFieldsQuery(
                                        "SELECT HASH_KEY, RANGE_KEY, EVENT_TIME, OBJECT_ID, AMOUNT, PROFILE_ID "
                                                + "FROM SYS.RECENT_TRANSACTIONS WHERE USER_ID = ? ORDER BY POSITION")
                                .setArgs(user(user)))
                        .getAll();
                assertThat(rows).hasSize(recent.size());
                for (int i = 0; i < rows.size(); i++) {
                    RecentTransaction transaction = recent.get(i);
                    assertThat(rows.get(i))
                            .isEqualTo(Arrays.asList(
                                    transaction.receipt().transactionId(),
                                    transaction.type(),
                                    Timestamp.from(transaction.time().orElseThrow()),
                                    transaction.objectId().isPresent()
                                            ? transaction.objectId().getAsLong()
                                            : null,
                                    transaction.amount().getAsLong(),
                                    transaction.receipt().profileId()));
                }
            }
        }
        assertThat(requests()).isEqualTo(before);
    }

    @Test
    void recentTransactionsView_withoutAUser_refusedWithTheCure() {
        assertThatThrownBy(() -> client.cache(TableNames.DEFAULT.transactions())
                        .query(new SqlFieldsQuery("SELECT * FROM SYS.RECENT_TRANSACTIONS"))
                        .getAll())
                .hasStackTraceContaining("add the condition USER_ID = ?");
    }

    private static List<Ignite> nodesAndClient() {
        List<Ignite> all = new ArrayList<>(servers());
        all.add(client);
        return all;
    }

    @Test
    void find_byIdAlone_asksAllServersAndReadsOneRow() {
        for (Receipt receipt : receipts.subList(0, 10)) {
            long asked = asked();
            long before = requests();

            List<List<?>> rows = client.cache(TableNames.DEFAULT.transactions())
                    .query(new SqlFieldsQuery("SELECT USER_ID FROM TRANSACTIONS WHERE HASH_KEY = ?")
                            .setArgs(receipt.transactionId()))
                    .getAll();

            assertThat(rows).hasSize(1);
            assertThat(asked() - asked).isEqualTo(SERVERS);
            assertThat(requests() - before).isLessThanOrEqualTo(1);
        }
    }

    /** Returns how often the client has asked a server to run a part of a query. */
    private static long asked() {
        return ((TcpCommunicationSpi) client.configuration().getCommunicationSpi())
                .getSentMessagesByType().entrySet().stream()
                        .filter(sent -> sent.getKey().endsWith("GridH2QueryRequest"))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
    }

    private static long requests() {
        return servers().stream()
                .mapToLong(server -> server.<Foreshard>plugin(Foreshard.NAME)
                        .tier()
                        .statistics()
                        .fetches())
                .sum();
    }

    private static List<Ignite> servers() {
        return Ignition.allGrids().stream()
                .filter(node -> !node.configuration().isClientMode())
                .toList();
    }

    private static Ingestion ingestion() {
        return client.<Foreshard>plugin(Foreshard.NAME).ingestion();
    }

    private static UUID user(int number) {
        return new UUID(3, number);
    }
}
