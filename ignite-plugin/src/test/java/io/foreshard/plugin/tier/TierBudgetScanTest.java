package io.foreshard.plugin.tier;

import static io.foreshard.plugin.tier.BudgetedNodes.CLOSED;
import static io.foreshard.plugin.tier.BudgetedNodes.ROWS;
import static io.foreshard.plugin.tier.BudgetedNodes.hasReleased;
import static io.foreshard.plugin.tier.BudgetedNodes.isWithinBudget;
import static io.foreshard.plugin.tier.BudgetedNodes.table;
import static io.foreshard.plugin.tier.BudgetedNodes.tier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.TestNodes;
import io.foreshard.tier.PartitionActivity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.cache.Cache;
import org.apache.ignite.Ignite;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans of a server whose data takes more bytes than its budget, after a restart: no page is in the page memory. */
class TierBudgetScanTest {
    private static final int PARTITIONS = 10;
    private static final String IN_ORDER = " ORDER BY USER_ID";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private TestNodes nodes;
    private Ignite node;

    @BeforeEach
    void exceedTheBudget() {
        start();
        for (int partition = CLOSED; partition < CLOSED + PARTITIONS; partition++) {
            TierRows.write(table(node), partition, ROWS, 1);
        }
        await().atMost(PATIENCE).until(() -> isWithinBudget(node) && hasReleased(node));
        nodes.close();
        start();
        await().atMost(PATIENCE).until(() -> isWithinBudget(node));
        assertThat(remoteBytes()).isPositive();
    }

    private void start() {
        nodes = new TestNodes(directory);
        node = nodes.cluster(1, BudgetedNodes.configuration(directory, 0));
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private long remoteBytes() {
        return tier(node).size(TableNames.DEFAULT.group()).remoteBytes();
    }

    private long accesses() {
        return tier(node).activities().get(TableNames.DEFAULT.group()).values().stream()
                .mapToLong(PartitionActivity::accesses)
                .sum();
    }

    private void scan(ScanQuery<TransactionKey, TransactionRecord> query, int partitions) {
        List<Cache.Entry<TransactionKey, TransactionRecord>> rows =
                table(node).query(query).getAll();
        rows.forEach(row -> assertThat(row.getValue()).isEqualTo(TierRows.record(row(row.getKey()), 1)));
        assertThat(rows.stream().map(Cache.Entry::getKey).distinct()).hasSize(partitions * ROWS);
    }

    private static int row(TransactionKey key) {
        return (int) key.hashKey().getLeastSignificantBits();
    }

    @Test
    void scanQuery_dataBeyondTheBudget_isRightHeatsNothingAndFillsNoFile() {
        long remote = remoteBytes();
        long accesses = accesses();

        scan(new ScanQuery<>(), PARTITIONS);
        scan(new ScanQuery<>(CLOSED), 1);

        assertReadThrough(remote, accesses);
        releasesGoOnBesideScans();
    }

    /** Fails unless scans have fetched each remote page once, and changed neither the partition files nor the temperatures. */
    private void assertReadThrough(long remote, long accesses) {
        assertThat(tier(node).statistics().fetchedBytes())
                .as("each remote page is fetched once")
                .isEqualTo(remote);
        assertThat(remoteBytes()).isEqualTo(remote);
        assertThat(accesses()).isEqualTo(accesses);
        assertThat(isWithinBudget(node)).isTrue();
    }

    @Test
    void selectOfAllRows_dataBeyondTheBudget_isRightHeatsNothingAndFillsNoFile() {
        long remote = remoteBytes();
        long accesses = accesses();

        select("");

        assertReadThrough(remote, accesses);
    }

    /** Data of two more partitions is written while the table is scanned. */
    private void releasesGoOnBesideScans() {
        long released = tier(node).statistics().releasedPages();
        for (int partition = CLOSED + PARTITIONS; partition < CLOSED + PARTITIONS + 2; partition++) {
            TierRows.write(table(node), partition, ROWS, 1);
            scan(new ScanQuery<>(), partition + 1 - CLOSED);
        }

        await().atMost(PATIENCE).until(() -> {
            scan(new ScanQuery<>(), PARTITIONS + 2);
            return tier(node).statistics().releasedPages() > released && isWithinBudget(node);
        });
    }

    /** The rows of an index are on pages in random order, so a read of all rows in its order fills the files, and the budget releases the pages again. */
    @Test
    void selectOfAllRowsInTheOrderOfAnIndex_dataBeyondTheBudget_isRightHeatsFewRowsAndIsReleased() {
        long accesses = accesses();

        select(IN_ORDER);

        assertThat(tier(node).statistics().fetches()).isPositive();
        assertThat(accesses() - accesses).isLessThan(ROWS);
        await().atMost(PATIENCE).until(() -> hasReleased(node) && isWithinBudget(node));
        select(IN_ORDER);
    }

    private void select(String order) {
        List<List<?>> rows = table(node)
                .query(new SqlFieldsQuery("SELECT OBJECT_ID, PAYLOAD FROM TRANSACTIONS" + order))
                .getAll();

        rows.forEach(row -> assertThat((byte[]) row.get(1))
                .isEqualTo(TierRows.record(((Number) row.get(0)).intValue(), 1).payload()));
        assertThat(rows).hasSize(PARTITIONS * ROWS);
    }
}
