package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.Judges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.cache.query.IndexQuery;
import org.apache.ignite.cache.query.IndexQueryCriteriaBuilder;
import org.apache.ignite.cache.query.ScanQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operations wait for a cold row: operations on hot rows of the same leaves of the partition's tree and of an index go on. */
class TierLatchTest {
    @TempDir
    Path directory;

    private ColdNode node;
    private MixedLeaves leaves;

    @BeforeEach
    void start() {
        node = new ColdNode(directory);
        leaves = MixedLeaves.create(node, "gated:" + directory.resolve("objects"));
    }

    @AfterEach
    void stop() {
        GatedStoreProvider.open();
        node.close();
    }

    @Test
    void fetch_rowOfALeaf_leavesHotRowsOfTheLeafAlone() throws Exception {
        Map<String, IntConsumer> operations = new LinkedHashMap<>();
        operations.put("get", key -> assertThat(leaves.cache().get(key)).isEqualTo(leaves.row(key)));
        operations.put("put", key -> leaves.cache().put(key, leaves.row(key)));
        operations.put("remove", key -> leaves.cache().remove(key));
        operations.put("getAndPut", key -> assertThat(leaves.cache().getAndPut(key, leaves.row(key)))
                .isEqualTo(leaves.row(key)));
        operations.put("invoke", key -> leaves.cache().invoke(key, (entry, arguments) -> {
            BinaryObject row = entry.getValue();
            entry.setValue(row);
            return null;
        }));
        operations.put("SQL by key", key -> assertThat(leaves.sql("SELECT DATA FROM MIXED WHERE ID = ?", key))
                .isEqualTo(List.of(List.of(MixedLeaves.data(key)))));
        operations.put("SQL by index", key -> assertThat(leaves.sql("SELECT DATA FROM MIXED WHERE N = ?", key))
                .isEqualTo(List.of(List.of(MixedLeaves.data(key)))));
        operations.put("SQL range", key -> assertThat(
                        leaves.sql("SELECT DATA FROM MIXED WHERE N BETWEEN ? AND ?", key, key + 3))
                .hasSize(4));
        operations.put(
                "SQL update", key -> leaves.sql("UPDATE MIXED SET DATA = ? WHERE N = ?", MixedLeaves.data(key), key));
        operations.put("index query", key -> assertThat(leaves.cache()
                        .query(new IndexQuery<Integer, BinaryObject>("Row", "BY_N")
                                .setCriteria(IndexQueryCriteriaBuilder.between("N", key, key + 3)))
                        .getAll())
                .hasSize(4));
        operations.put("scan of a partition", key -> assertThat(leaves.cache()
                        .query(new ScanQuery<Integer, BinaryObject>(leaves.partition(key)))
                        .getAll())
                .hasSizeGreaterThan(500));

        int removed = 0;
        int partition = 0;
        for (Map.Entry<String, IntConsumer> operation : operations.entrySet()) {
            int key = leaves.coldKey(partition++, 5);
            if (operation.getKey().equals("remove")) {
                removed = key;
            }
            fetchWhileHotOperationsRun(operation.getKey(), operation.getValue(), key);
        }

        assertThat(node.tier().statistics().latchedFetches()).isZero();
        leaves.verify(removed);
        Judges.findNothing(node.ignite());
    }

    /** A sequential read makes much of each partition local, so each has a node of its own. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    SELECT COUNT(DATA) FROM MIXED WHERE DATA LIKE '%9%' | 1
                    SELECT DATA FROM MIXED WHERE N < 1000 | 1000
                    SELECT DATA FROM MIXED WHERE N BETWEEN 4000 AND 4999 | 1000
                    """,
            quoteCharacter = '`')
    void fetch_rowsOfManyLeaves_leavesHotRowsOfTheLeavesAlone(String query, int rows) throws Exception {
        fetchWhileHotOperationsRun(query, key -> assertThat(leaves.sql(query)).hasSize(rows), 0);

        assertThat(node.tier().statistics().latchedFetches()).isZero();
    }

    private void fetchWhileHotOperationsRun(String name, IntConsumer operation, int key) {
        GatedStoreProvider.close();
        CompletableFuture<Void> cold = CompletableFuture.runAsync(() -> operation.accept(key));
        await().alias(name + " fetches a page")
                .atMost(Duration.ofSeconds(30))
                .until(() -> GatedStoreProvider.waiting() > 0);

        assertThat(CompletableFuture.runAsync(leaves::hotOperations))
                .as("hot operations while %s waits for row %d", name, key)
                .succeedsWithin(Duration.ofSeconds(20));
        assertThat(cold).isNotDone();

        GatedStoreProvider.open();
        assertThat(cold).as("%s of row %d", name, key).succeedsWithin(Duration.ofSeconds(30));
    }
}
