package io.foreshard.plugin.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.key.ObjectKey;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.PredictionConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.plugin.ingest.IngestionStatistics;
import io.foreshard.plugin.table.ProfiledTables;
import io.foreshard.predict.ModelReport;
import io.foreshard.prefetch.Outcome;
import io.foreshard.prefetch.Prefetcher;
import io.foreshard.training.TrainingDecision;
import io.foreshard.training.TrainingDecision.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.configuration.ClientConfiguration;
import org.apache.ignite.configuration.NearCacheConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training, publication of models and prefetching on a cluster that records actions. */
class PredictionOnAClusterTest {
    private static final String PRODUCTS = "products";
    private static final long INTEREST = 5;
    private static final int USERS = 60;
    private static final int ACTIONS_OF_A_SESSION = 8;
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    /** A row of an object. */
    static final class Product {
        private final byte[] picture = new byte[2_000];
    }

    @TempDir
    Path directory;

    private final long begin = System.currentTimeMillis() - Duration.ofDays(2).toMillis();
    private TestNodes nodes;
    private Ignite client;
    private int recorded;

    @BeforeEach
    void start() {
        start(Duration.ZERO);
    }

    private void start(Duration trainingInterval) {
        nodes = new TestNodes(directory);
        nodes.cluster(2, configuration(trainingInterval));
        client = nodes.client("client", configuration(trainingInterval));
    }

    private void restart(Duration trainingInterval) {
        nodes.close();
        start(trainingInterval);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private ForeshardConfiguration configuration(Duration trainingInterval) {
        return new ForeshardConfiguration()
                .setPartitions(64)
                .setBackups(0)
                .setPrediction(new PredictionConfiguration()
                        .setTrainingInterval(trainingInterval)
                        .setWarmObjects(PRODUCTS))
                .setTier(new TierConfiguration().setStoreUri("dir:" + directory.resolve("objects")));
    }

    @Test
    void model_afterTraining_servesOnAllNodes() {
        List<Receipt> recorded = recordSessions(begin);
        restart(Duration.ofSeconds(
                1)); // training starts when everything is recorded, so the first model has seen all of it
        await().atMost(Duration.ofSeconds(60))
                .until(() -> plugin(client).model().isPresent());

        ModelReport model = plugin(client).model().orElseThrow();
        assertThat(model.version()).isPositive();
        assertThat(model.examples()).isEqualTo(recorded.size() / 5);
        assertThat(model.accuracy()).isGreaterThan(model.majorityAccuracy());
        assertThat(model.macroF1()).isGreaterThan(model.majorityMacroF1());

        ModelHistory history = plugin(client).clusterModels().history();
        assertThat(history.serving()).isEqualTo(model.version());
        assertThat(history.decisions()).first().matches(decision -> decision.kind() == Kind.PUBLISHED);
    }

    @Test
    void rollback_fromAThinClient_servesTheEarlierVersion() {
        recordSessions(begin);
        ClusterModels models = plugin(client).clusterModels();
        assertThat(models.trainNow().kind()).isEqualTo(Kind.PUBLISHED);
        recordOtherSessions(begin + Duration.ofDays(1).toMillis());
        TrainingDecision second = models.trainNow();
        assertThat(second.kind()).as(second.reason()).isEqualTo(Kind.PUBLISHED);

        try (IgniteClient thin = Ignition.startClient(new ClientConfiguration()
                .setAddresses(TestNodes.thinAddress(servers().get(0))))) {
            ClusterModels ofThinClient = ClusterModels.of(thin);
            assertThat(ofThinClient.rollback(1).kind()).isEqualTo(Kind.ROLLED_BACK);
            assertThat(ofThinClient.history().serving()).isEqualTo(1);
            assertThatThrownBy(() -> ofThinClient.rollback(1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Version 1 of the models serves already.");
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> plugin(client).model().orElseThrow().version() == 1);
        assertThat(models.trainNow().kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void record_returningUser_warmsHistoryOnServers() {
        List<Receipt> receipts = recordSessions(begin);
        offloadAndRestart();
        UUID user = user(7);

        plugin(client)
                .ingestion()
                .record(List.of(action(user, begin + Duration.ofDays(1).toMillis(), 0)));

        await().atMost(Duration.ofSeconds(30)).until(() -> warmed() == ACTIONS_OF_A_SESSION);
        long requests = remoteReads();
        assertThat(requests).isPositive();
        IgniteCache<TransactionKey, TransactionRecord> transactions = client.cache(TableNames.DEFAULT.transactions());
        for (int i = 0; i < ACTIONS_OF_A_SESSION; i++) {
            assertThat(transactions
                            .get(receipts.get(7 * ACTIONS_OF_A_SESSION + i).key(0))
                            .userId())
                    .isEqualTo(user);
        }
        assertThat(remoteReads()).as("requests of the reads themselves").isEqualTo(requests);
    }

    @Test
    void onSessionStart_coldHistory_isInNearCacheOfClient() {
        List<Receipt> receipts = recordSessions(begin);
        offloadAndRestart();
        IgniteCache<TransactionKey, TransactionRecord> near =
                client.getOrCreateNearCache(TableNames.DEFAULT.transactions(), new NearCacheConfiguration<>());
        Prefetcher prefetcher = plugin(client).prefetcher();

        prefetcher.onSessionStart(user(9));

        TransactionKey last = receipts.get(10 * ACTIONS_OF_A_SESSION - 1).key(0);
        await().atMost(Duration.ofSeconds(30)).until(() -> near.localPeek(last, CachePeekMode.NEAR) != null);
        assertThat(prefetcher.transactions().get(last).userId()).isEqualTo(user(9));
        assertThat(prefetcher.statistics().ended(Outcome.USED)
                        + prefetcher.statistics().ended(Outcome.LATE))
                .isEqualTo(1);
        assertThat(prefetcher.statistics().ended(Outcome.FAILED)).isZero();
    }

    /** Only actions are recorded, as by an application with a thin client: cold rows are fetched before they are read. */
    @Test
    void record_objects_areFetchedByServersWithoutARead() {
        IgniteCache<ObjectKey, Product> products = client.getOrCreateCache(
                ProfiledTables.objects(PRODUCTS, Product.class, Map.of("picture", "[B"), 64, 0));
        for (long object = 1; object <= ACTIONS_OF_A_SESSION; object++) {
            products.put(ObjectKey.of(INTEREST, object), new Product());
        }
        recordSessions(begin);
        servers().forEach(server -> plugin(server).tier().offload(PRODUCTS));
        restart(Duration.ZERO);
        long later = begin + Duration.ofDays(1).toMillis();

        assertThat(remoteReads()).isZero();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            plugin(client)
                    .ingestion()
                    .record(List.of(action(user(7), later, 0))); // until the servers have found the table
            return remoteReads() > 0;
        });
    }

    @Test
    void prefetcher_unknownCache_throws() {
        assertThatThrownBy(() -> plugin(client).prefetcher("nowhere"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is no cache nowhere");
    }

    /** Records users who repeatedly view twice, put into the cart and buy; returns the receipts in the order of the users. */
    private List<Receipt> recordSessions(long time) {
        Ingestion ingestion = plugin(client).ingestion();
        List<Receipt> receipts = new ArrayList<>();
        for (int number = 0; number < USERS; number++) {
            List<UserAction> session = new ArrayList<>();
            for (int i = 0; i < ACTIONS_OF_A_SESSION; i++) {
                session.add(action(user(number), time + number * MINUTE + i * 20_000L, i));
            }
            receipts.addAll(ingestion.record(session));
        }
        return receipts;
    }

    /** Records other users, who put into the cart where the first ones view. */
    private void recordOtherSessions(long time) {
        Ingestion ingestion = plugin(client).ingestion();
        for (int number = 0; number < 2 * USERS; number++) {
            List<UserAction> session = new ArrayList<>();
            for (int i = 0; i < ACTIONS_OF_A_SESSION; i++) {
                session.add(action(user(USERS + number), time + number * MINUTE + i * 20_000L, i + i / 2));
            }
            ingestion.record(session);
        }
    }

    private UserAction action(UUID user, long time, int position) {
        int[] types = {ActionType.VIEW, ActionType.VIEW, ActionType.CART, ActionType.PURCHASE};
        return UserAction.of(user, types[position % types.length])
                .transactionId(new UUID(5, recorded++))
                .at(Instant.ofEpochMilli(time))
                .object(position + 1)
                .interest(INTEREST)
                .payload(new byte[900])
                .build();
    }

    private void offloadAndRestart() {
        servers().forEach(server -> plugin(server).tier().offload(TableNames.DEFAULT.transactions()));
        restart(Duration.ZERO);
    }

    private long warmed() {
        return servers().stream()
                .mapToLong(server -> IngestionStatistics.of(server).warmed())
                .sum();
    }

    private long remoteReads() {
        return servers().stream()
                .mapToLong(server -> plugin(server).tier().statistics().fetches())
                .sum();
    }

    private static List<Ignite> servers() {
        return Ignition.allGrids().stream()
                .filter(node -> !node.configuration().isClientMode())
                .toList();
    }

    private static Foreshard plugin(Ignite node) {
        return node.plugin(Foreshard.NAME);
    }

    private static UUID user(int number) {
        return new UUID(3, number);
    }
}
