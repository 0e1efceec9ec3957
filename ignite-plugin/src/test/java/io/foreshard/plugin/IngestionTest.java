package io.foreshard.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.RecentTransaction;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionClashException;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import io.foreshard.profile.UserWindow;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.ClientConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.configuration.TransactionConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestionTest {
    private static final int RECORD_BYTES = 1000;
    private static final int LOCK_TIMEOUT_MILLIS = 5000;

    @TempDir
    static Path directory;

    private static TestNodes nodes;
    private static Ignite server;
    private static IgniteCache<TransactionKey, TransactionRecord> table;
    private static IgniteCache<UUID, UserWindow> windows;

    @BeforeAll
    static void start() {
        nodes = new TestNodes(directory);
        server = startServer("server-0");
        startServer("server-1");
        server.cluster().state(ClusterState.ACTIVE);
        table = server.cache(TableNames.DEFAULT.transactions());
        windows = server.cache(TableNames.DEFAULT.windows());
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    /** With 64 partitions a band is one partition; a user who makes all the traffic of an epoch needs more. */
    @Test
    void record_busyUser_takesPartitionsOfOtherBands() {
        UUID user = UUID.randomUUID();
        Instant otherEpoch = Instant.now().minus(Duration.ofDays(300));
        for (int first = 0; first < 1_000; first += 100) {
            ingestion()
                    .record(IntStream.range(first, first + 100)
                            .mapToObj(i -> UserAction.of(user, ActionType.VIEW)
                                    .transactionId(new UUID(user.getLeastSignificantBits(), i))
                                    .at(otherEpoch)
                                    .build())
                            .toList());
        }

        assertThat(ingestion().partitions(user)).hasSizeGreaterThan(2);
    }

    @Test
    void record_sameBatchTwice_changesNothing() {
        List<UserAction> batch = batch(1, 5, 20, 50);
        List<Receipt> first = ingestion().record(batch);
        long rows = table.sizeLong();
        Map<UUID, UserWindow> before = windows.getAll(users(batch));

        assertThat(ingestion().record(batch)).isEqualTo(first);

        assertThat(table.sizeLong()).isEqualTo(rows);
        assertThat(windows.getAll(users(batch))).isEqualTo(before);
        assertStored(batch, first);
    }

    @Test
    void record_retryAfterOtherActions_firstReceipts() {
        List<UserAction> batch = batch(2, 1, 20, 50);
        List<Receipt> first = ingestion().record(batch);
        ingestion().record(batch(200, 1, 100, 50, batch.get(0).userId()));
        long rows = table.sizeLong();
        Map<UUID, UserWindow> before = windows.getAll(users(batch));

        assertThat(ingestion().record(batch)).isEqualTo(first);

        assertThat(table.sizeLong()).isEqualTo(rows);
        assertThat(windows.getAll(users(batch))).isEqualTo(before);
    }

    @Test
    void record_idTwiceInABatch_storedOnce() {
        List<UserAction> batch = batch(3, 1, 1, 2500);
        List<Receipt> receipts = ingestion().record(List.of(batch.get(0), batch.get(0)));

        assertThat(receipts.get(1)).isEqualTo(receipts.get(0));
        assertStored(batch, receipts.subList(0, 1));
    }

    @Test
    void record_largePayload_readByOneGetAllAndOneQuery() {
        List<UserAction> batch = batch(4, 1, 1, 10_500);
        Receipt receipt = ingestion().record(batch).get(0);

        assertThat(receipt.records()).isEqualTo(11);
        assertStored(batch, List.of(receipt));
        List<List<?>> rows = table.query(
                        new SqlFieldsQuery("SELECT PAYLOAD FROM TRANSACTIONS WHERE PROFILE_ID = ? AND HASH_KEY = ?"
                                        + " ORDER BY COUNTER")
                                .setArgs(receipt.profileId(), receipt.transactionId()))
                .getAll();
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        rows.forEach(row -> joined.writeBytes((byte[]) row.get(0)));
        assertThat(joined.toByteArray()).isEqualTo(batch.get(0).payload());
    }

    @Test
    void record_writeFails_noRecordAndRetryStoresAll() throws Exception {
        List<UserAction> batch = batch(5, 1, 1, 4500);
        Receipt receipt = ingestion().record(batch).get(0);
        table.removeAll(new HashSet<>(receipt.keys()));
        Lock held = table.lock(receipt.key(3));
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            other.submit(held::lock).get();
            assertThatThrownBy(() -> ingestion().record(batch)).hasStackTraceContaining("TransactionTimeoutException");
            assertThat(table.getAll(new HashSet<>(receipt.keys()))).isEmpty();
            other.submit(held::unlock).get();
        } finally {
            other.shutdownNow();
        }

        assertThat(ingestion().record(batch)).containsExactly(receipt);
        assertStored(batch, List.of(receipt));
    }

    @Test
    void record_knownIdOtherContent_refusedAndTheRestStored() {
        List<UserAction> batch = batch(6, 2, 2, 1500);
        UserAction first = batch.get(0);
        UserAction other = UserAction.of(first.userId(), first.type())
                .transactionId(first.transactionId())
                .at(first.time())
                .object(first.objectId())
                .interest(first.interest())
                .payload(new byte[1500])
                .build();
        Receipt receipt = ingestion().record(List.of(first)).get(0);
        List<UserAction> mixed = List.of(batch.get(1), other, batch.get(2), batch.get(3));

        try (Ignite client = nodes.client("client", configuration())) {
            for (Ignite node : List.of(server, client)) {
                Ingestion ingestion = node.<Foreshard>plugin(Foreshard.NAME).ingestion();
                assertThatExceptionOfType(TransactionClashException.class)
                        .isThrownBy(() -> ingestion.record(mixed))
                        .withMessageContaining(first.transactionId().toString())
                        .satisfies(clash -> assertThat(clash.transactionIds()).containsExactly(first.transactionId()));
            }
        }

        assertStored(List.of(first), List.of(receipt));
        long rows = table.sizeLong();
        assertStored(batch, ingestion().record(batch));
        assertThat(table.sizeLong()).isEqualTo(rows);
    }

    @Test
    void record_sameIdOfTwoUsers_twoTransactions() {
        List<UserAction> batch = batch(10, 1, 1, 10);
        UserAction first = batch.get(0);
        UserAction second = UserAction.of(new UUID(10, 77), first.type())
                .transactionId(first.transactionId())
                .at(first.time())
                .build();

        List<Receipt> receipts = ingestion().record(List.of(first, second));

        assertStored(List.of(first, second), receipts);
        assertThat(receipts.get(0).key(0)).isNotEqualTo(receipts.get(1).key(0));
        assertThat(ingestion().record(List.of(second, first))).containsExactly(receipts.get(1), receipts.get(0));
    }

    @Test
    void record_fromAThinClient_stored() {
        List<UserAction> batch = batch(7, 3, 4, 1500);
        try (IgniteClient client = thinClient()) {
            Ingestion ingestion = client.services().serviceProxy(Ingestion.SERVICE, Ingestion.class);
            List<Receipt> receipts = ingestion.record(batch);

            assertThat(ingestion.record(batch)).isEqualTo(receipts);
            assertStored(batch, receipts);
        }
    }

    @Test
    void record_fromAThickClient_stored() {
        List<UserAction> batch = batch(8, 3, 4, 1500);
        try (Ignite client = nodes.client("client", configuration())) {
            Foreshard foreshard = client.plugin(Foreshard.NAME);

            assertStored(batch, foreshard.ingestion().record(batch));
        }
    }

    private static IgniteClient thinClient() {
        return Ignition.startClient(new ClientConfiguration().setAddresses(TestNodes.thinAddress(server)));
    }

    /** A window that a build without recent transactions stored. */
    @Test
    void recent_windowOfAnEarlierFormat_beginsWithTheNextTransaction() {
        List<UserAction> batch = batch(77, 1, 40, 50);
        UUID user = batch.get(0).userId();
        List<Receipt> receipts = ingestion().record(batch.subList(0, 39));
        IgniteCache<UUID, BinaryObject> binary = windows.withKeepBinary();
        binary.put(
                user,
                binary.get(user).toBuilder()
                        .removeField("recent")
                        .removeField("salt")
                        .build());
        assertThat(windows.get(user).issued()).isEqualTo(receipts);
        assertThat(ingestion().recent(user)).isEmpty();

        assertThat(ingestion().record(batch.subList(0, 39))).isEqualTo(receipts);
        Receipt last = ingestion().record(batch.subList(39, 40)).get(0);

        assertThat(ingestion().recent(user))
                .extracting(RecentTransaction::receipt)
                .containsExactly(last);
        assertThat(ingestion().receipts(user)).hasSize(40);
    }

    @Test
    void recent_fromAThinClient_isThatOfAServer() {
        List<UserAction> batch = batch(78, 1, 12, 50);
        UUID user = batch.get(0).userId();
        ingestion().record(batch);
        List<RecentTransaction> recent = ingestion().recent(user);
        assertThat(recent).hasSize(10);
        try (IgniteClient client = thinClient()) {
            assertThat(client.services()
                            .serviceProxy(Ingestion.SERVICE, Ingestion.class)
                            .recent(user))
                    .isEqualTo(recent);
        }
    }

    @Test
    void record_500ActionsOfOneUser_storedInOrderAndRepeatable() {
        List<UserAction> batch = batch(9, 1, 500, 10);

        List<Receipt> receipts = ingestion().record(batch);

        assertStored(batch, receipts);
        List<Receipt> recent = ingestion().receipts(batch.get(0).userId());
        assertThat(recent).hasSizeBetween(96, 128).isEqualTo(receipts.subList(500 - recent.size(), 500));
        assertThat(ingestion().record(batch)).isEqualTo(receipts);
    }

    @Test
    void record_nullAction_refusedWithTheCure() {
        assertThatThrownBy(() -> ingestion().record(Collections.singletonList(null)))
                .hasStackTraceContaining("Action 0 of the batch is null");
    }

    @Test
    void record_nodeLost_nothingLostNorDoubled() {
        Ignite leaving = startServer("server-2");
        server.cluster().setBaselineTopology(server.cluster().topologyVersion());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> server.affinity(TableNames.DEFAULT.transactions())
                                .primaryPartitions(leaving.cluster().localNode())
                                .length
                        > 0);
        List<List<UserAction>> batches = new ArrayList<>();
        for (int number = 0; number < 60; number++) {
            batches.add(batch(1000 + number, 10, 3, 1500));
        }
        long before = table.sizeLong();
        List<List<Receipt>> receipts = Collections.synchronizedList(new ArrayList<>(Collections.nCopies(60, null)));
        AtomicInteger done = new AtomicInteger();
        Thread loss = new Thread(() -> {
            await().atMost(Duration.ofSeconds(20)).until(() -> done.get() >= 10);
            Ignition.stop(leaving.name(), true);
        });
        loss.start();
        Ingestion ingestion = ingestion();
        IntStream.range(0, 60).parallel().forEach(number -> {
            receipts.set(number, ingestion.record(batches.get(number)));
            done.incrementAndGet();
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> !loss.isAlive());

        for (int number = 0; number < 60; number++) {
            assertStored(batches.get(number), receipts.get(number));
        }
        assertThat(table.sizeLong()).isEqualTo(before + 60 * 10 * 3 * 2);
    }

    private static Ignite startServer(String name) {
        IgniteConfiguration configuration = nodes.configuration(name, configuration())
                .setTransactionConfiguration(new TransactionConfiguration().setDefaultTxTimeout(LOCK_TIMEOUT_MILLIS));
        return Ignition.start(configuration);
    }

    private static ForeshardConfiguration configuration() {
        return new ForeshardConfiguration().setPartitions(64).setRecordBytes(RECORD_BYTES);
    }

    private static Ingestion ingestion() {
        Foreshard foreshard = server.plugin(Foreshard.NAME);
        return foreshard.ingestion();
    }

    private static List<UserAction> batch(int seed, int users, int actions, int bytes) {
        return batch(seed, users, actions, bytes, null);
    }

    private static List<UserAction> batch(int seed, int users, int actions, int bytes, UUID onlyUser) {
        Random random = new Random(seed);
        List<UserAction> batch = new ArrayList<>();
        for (int number = 0; number < users * actions; number++) {
            byte[] payload = new byte[bytes];
            random.nextBytes(payload);
            UUID user = onlyUser == null ? new UUID(seed, number % users) : onlyUser;
            batch.add(UserAction.of(user, ActionType.VIEW)
                    .transactionId(new UUID(seed, random.nextLong()))
                    .at(Instant.now())
                    .object(1 + random.nextInt(100))
                    .interest(1 + random.nextInt(10))
                    .payload(payload)
                    .build());
        }
        return batch;
    }

    private static HashSet<UUID> users(List<UserAction> batch) {
        return new HashSet<>(batch.stream().map(UserAction::userId).toList());
    }

    private static void assertStored(List<UserAction> batch, List<Receipt> receipts) {
        assertThat(receipts).hasSameSizeAs(batch);
        for (int i = 0; i < batch.size(); i++) {
            Receipt receipt = receipts.get(i);
            Map<TransactionKey, TransactionRecord> rows = table.getAll(new HashSet<>(receipt.keys()));
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            for (TransactionKey key : receipt.keys()) {
                assertThat(rows).containsKey(key);
                joined.writeBytes(rows.get(key).payload());
            }
            assertThat(joined.toByteArray()).isEqualTo(batch.get(i).payload());
        }
    }
}
