package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.ForeshardConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.configuration.CacheConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cursors whose fetch ahead fails by the deadline of a store that never answers: the page is not requested again. */
class TierEarlyFailureTest {
    private static final String NAMES = "names";
    private static final String SENTENCE = "is in the object store and could not be fetched";

    private static final int NAMES_PARTITIONS = 4;

    @TempDir
    Path directory;

    private ColdNode node;

    @BeforeEach
    void start() {
        node = new ColdNode(directory);
        node.start(configuration());
        node.writeCaches();
        IgniteCache<Integer, String> names = node.ignite().createCache(names());
        for (int row = 0; row < ColdNode.ROWS; row++) {
            names.put(row, "name " + row + " ".repeat(500));
        }
        assertThat(node.tier().offload(NAMES).pages()).isPositive();
        assertThat(node.tier().offload(ColdNode.COLD).pages()).isPositive();
        node.close();
        node.start(configuration());
        GatedStoreProvider.close();
    }

    private static CacheConfiguration<Integer, String> names() {
        return new CacheConfiguration<Integer, String>(NAMES)
                .setAffinity(new RendezvousAffinityFunction(false, NAMES_PARTITIONS))
                .setQueryEntities(List.of(new QueryEntity(Integer.class, String.class)
                        .setTableName("NAMES")
                        .setKeyFieldName("ID")
                        .addQueryField("ID", Integer.class.getName(), null)
                        .setValueFieldName("NAME")
                        .addQueryField("NAME", String.class.getName(), null)));
    }

    private ForeshardConfiguration configuration() {
        ForeshardConfiguration configuration = ColdNode.configuration("gated:" + node.objects());
        configuration.getTier().setRequestDeadline(Duration.ofSeconds(2));
        return configuration;
    }

    @AfterEach
    void stop() {
        GatedStoreProvider.open();
        node.close();
    }

    @Test
    void scan_storeSilent_waitsForOneDeadline() {
        assertThatThrownBy(() -> node.ignite()
                        .cache(ColdNode.COLD)
                        .query(new ScanQuery<>(0))
                        .getAll())
                .hasMessageContaining(SENTENCE);

        assertThat(node.tier().statistics().errors()).isEqualTo(1);
    }

    /** The index has rows of all partitions, and the cursor skips those of others, as it skips the rows of backups. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void sqlScanOfAPartition_storeSilent_waitsForOneDeadline(int partition) {
        assertThatThrownBy(() -> node.ignite()
                        .cache(NAMES)
                        .query(new SqlFieldsQuery("SELECT ID FROM NAMES WHERE NAME LIKE '%9%'")
                                .setPartitions(partition))
                        .getAll())
                .hasMessageContaining(SENTENCE);

        assertThat(node.tier().statistics().errors())
                .as("at most one read of each partition, and none after them")
                .isBetween(1L, (long) NAMES_PARTITIONS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT NAME FROM NAMES WHERE ID IN (3, 5, 8, 13, 21, 34)",
                "SELECT B.NAME FROM NAMES A JOIN NAMES B ON B.ID = A.ID + 1 WHERE A.ID IN (3, 5, 8, 13, 21, 34)",
                "SELECT B.NAME FROM NAMES A JOIN NAMES B ON B.ID = A.ID + 1 WHERE A.NAME <> '' AND A.ID BETWEEN 1 AND 6"
            })
    void sqlLookups_storeSilent_waitForOneDeadlineAndReadTheRowsLater(String statement) {
        IgniteCache<Integer, String> names = node.ignite().cache(NAMES);

        assertThatThrownBy(() -> names.query(new SqlFieldsQuery(statement)).getAll())
                .hasMessageContaining(SENTENCE);
        assertThat(node.tier().statistics().errors()).isBetween(1L, (long) NAMES_PARTITIONS);

        GatedStoreProvider.open();
        await().ignoreExceptions() // until the circuit breaker is closed
                .untilAsserted(() -> assertThat(
                                names.query(new SqlFieldsQuery(statement)).getAll())
                        .hasSize(6));
    }

    @Test
    void scan_storeAnswersAgain_readsTheRows() {
        assertThatThrownBy(() -> node.ignite()
                        .cache(ColdNode.COLD)
                        .query(new ScanQuery<>(0))
                        .getAll())
                .hasMessageContaining(SENTENCE);
        GatedStoreProvider.open();

        node.verify(ColdNode.COLD);
    }
}
