package io.foreshard.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.prefetch.Outcome;
import io.foreshard.prefetch.PrefetchStatistics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CachePeekMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thick client that prefetches cold rows. */
class PrefetchExampleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final UUID USER = ExampleData.user(3);

    @TempDir
    private static Path directory;

    private static ExampleCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new ExampleCluster(directory);
        try (ThinClientExample thin = new ThinClientExample(cluster.addresses())) {
            ExampleModel.recordedBy(thin);
        }
        try (SpringDataExample products = new SpringDataExample(cluster.addresses())) {
            products.saveProducts();
        }
        cluster.makeCold(TableNames.DEFAULT.transactions(), Product.CACHE);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void read_predictedColdRow_isInNearCache() {
        try (Ignite client = cluster.thickClient();
                PrefetchExample example = new PrefetchExample(client)) {
            PrefetchStatistics statistics = example.prefetcher().statistics();

            example.startSession(USER);
            await().atMost(PATIENCE).until(() -> near(client, TableNames.DEFAULT.transactions()) > 0);
            assertThat(example.history(USER))
                    .hasSize(ExampleModel.ACTIONS)
                    .extracting(TransactionRecord::userId)
                    .containsOnly(USER);
            assertThat(statistics.ended(Outcome.USED) + statistics.ended(Outcome.LATE))
                    .isEqualTo(ExampleModel.ACTIONS);

            long next = 1 + ExampleModel.ACTIONS * 5L % ExampleData.OBJECTS;
            assertThat(example.act(view(next)).title()).isEqualTo(ExampleData.title(next));
            long following = 1 + (next - 1 + 5) % ExampleData.OBJECTS;
            IgniteCache<Object, Object> products = client.cache(Product.CACHE);
            await().atMost(PATIENCE)
                    .until(() -> products.localPeek(ExampleData.key(following), CachePeekMode.NEAR) != null);
            assertThat(cluster.remoteReads()).as("the rows were cold").isPositive();
            long readsOfPrefetched = statistics.ended(Outcome.USED) + statistics.ended(Outcome.LATE);
            assertThat(example.product(following).title()).isEqualTo(ExampleData.title(following));
            assertThat(statistics.ended(Outcome.USED) + statistics.ended(Outcome.LATE))
                    .isEqualTo(readsOfPrefetched + 1);
            assertThat(statistics.ended(Outcome.FAILED)).isZero();

            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            example.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
            assertThat(printed.toString(StandardCharsets.UTF_8))
                    .contains("with 10 transactions before", "Prefetched rows: ");
        }
    }

    private static UserAction view(long objectId) {
        return UserAction.of(USER, ActionType.VIEW)
                .transactionId(UUID.randomUUID())
                .at(ExampleData.START.plus(Duration.ofDays(2)))
                .object(objectId)
                .interest(ExampleData.interest(objectId))
                .build();
    }

    private static int near(Ignite client, String cache) {
        return client.cache(cache).localSize(CachePeekMode.NEAR);
    }
}
