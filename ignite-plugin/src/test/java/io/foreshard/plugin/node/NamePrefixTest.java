package io.foreshard.plugin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.ClientConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster with a prefix of its own, beside caches of an application that have the default names. */
class NamePrefixTest {
    @TempDir
    static Path directory;

    private static TestNodes nodes;
    private static Ignite server;

    @BeforeAll
    static void start() {
        nodes = new TestNodes(directory);
        server = nodes.cluster(2, configuration("shop"));
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    void record_otherPrefix_storesInTheTablesOfThatPrefix() {
        try (IgniteClient client =
                Ignition.startClient(new ClientConfiguration().setAddresses(TestNodes.thinAddress(server)))) {
            Ingestion ingestion = client.services().serviceProxy(Ingestion.SERVICE, Ingestion.class);
            Receipt receipt = ingestion.record(List.of(action())).get(0);

            assertThat(ingestion.tableNames()).isEqualTo(TableNames.of("shop"));
            assertThat(client.<TransactionKey, TransactionRecord>cache(
                                    ingestion.tableNames().transactions())
                            .get(receipt.key(0)))
                    .isNotNull();
            assertThat(client.query(new SqlFieldsQuery("SELECT COUNT(*) FROM SHOP.TRANSACTIONS WHERE HASH_KEY = ?")
                                    .setArgs(receipt.transactionId()))
                            .getAll()
                            .get(0)
                            .get(0))
                    .isEqualTo(1L);
        }
        assertThat(server.cacheNames())
                .contains("shop-transactions", "shop-windows", "shop-meta")
                .allMatch(name -> !name.startsWith("foreshard-"));
    }

    @Test
    void createCache_defaultNamesBesideAnotherPrefix_isAllowed() {
        server.createCache(new CacheConfiguration<>("foreshard-transactions").setGroupName("foreshard"))
                .put(1, "mine");

        assertThat(server.cache("foreshard-transactions").get(1)).isEqualTo("mine");
        server.destroyCache("foreshard-transactions");
    }

    @Test
    void createTable_templateOfThePrefix_isPlacedByProfileId() {
        server.cache("shop-transactions")
                .query(new SqlFieldsQuery(
                        "CREATE TABLE PUBLIC.PRODUCT (PROFILE_ID BIGINT, ID INT, N INT, PRIMARY KEY (PROFILE_ID, ID))"
                                + " WITH \"template=shop,affinity_key=PROFILE_ID,cache_name=PRODUCT\""))
                .getAll();

        assertThat(server.affinity("PRODUCT").partition(5L << 57)).isEqualTo(5);
    }

    @Test
    void join_otherPrefix_isRefused() {
        assertThatThrownBy(() -> nodes.client("client", configuration("foreshard")))
                .hasStackTraceContaining("namePrefix foreshard")
                .hasStackTraceContaining("set ForeshardConfiguration.namePrefix to shop on the joining node");
    }

    @Test
    void report_otherPrefix_appears() {
        Foreshard foreshard = server.plugin(Foreshard.NAME);

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(foreshard.shards()).isPresent());
    }

    @Test
    void start_prefixThatIsNoIdentifier_isRefused(@TempDir Path other) {
        try (TestNodes wrong = new TestNodes(other)) {
            for (String prefix : List.of("Shop", "my-shop", "public", "1shop")) {
                assertThatThrownBy(() -> wrong.server("server", configuration(prefix)))
                        .hasStackTraceContaining("namePrefix must be 1 to 32 lower-case letters");
            }
        }
    }

    private static UserAction action() {
        return UserAction.of(new UUID(1, 1), ActionType.VIEW)
                .transactionId(new UUID(2, 2))
                .at(Instant.now())
                .build();
    }

    private static ForeshardConfiguration configuration(String prefix) {
        return new ForeshardConfiguration().setPartitions(64).setNamePrefix(prefix);
    }
}
