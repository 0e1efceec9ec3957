package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.expiry.CreatedExpiryPolicy;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.IndexQuery;
import org.apache.ignite.cache.query.IndexQueryCriteriaBuilder;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.IgniteRebalanceIterator;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.IgniteDhtDemandedPartitionsMap;
import org.apache.ignite.transactions.Transaction;
import org.apache.ignite.transactions.TransactionConcurrency;
import org.apache.ignite.transactions.TransactionIsolation;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** The reads that each operation on cold rows sends to the store, and how many of them one after the other, against the table of the documentation. */
class TierGetsPerOperationTest {
    private static final int MANY = 100;
    private static final int SOME = 20;
    private static final int THREADS = 64;
    private static final String HEAD = "| operation | rows | GETs at most | round trips at most |\n|---|---|---|---|\n";
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final String EXPIRING = "expiring";
    private static final int EXPIRY_SECONDS = 15;

    @TempDir
    Path directory;

    private ColdTable table;
    private int seed;

    /** An operation with its limits. */
    private record Limit(String name, int rows, int gets, int rounds, Runnable operation) {
        String line() {
            return "| " + name + " | " + rows + " | " + gets + " | " + rounds + " |\n";
        }
    }

    @AfterEach
    void stop() {
        if (table != null) {
            table.close();
        }
    }

    /** Writes and offloads rows that soon expire. */
    private void createExpiringRows() {
        IgniteCache<Integer, BinaryObject> expiring = table.server()
                .createCache(new CacheConfiguration<Integer, BinaryObject>(EXPIRING)
                        .setAffinity(new RendezvousAffinityFunction(false, ColdTable.PARTITIONS)));
        expiring.<Integer, BinaryObject>withKeepBinary()
                .withExpiryPolicy(
                        new CreatedExpiryPolicy(new javax.cache.expiry.Duration(TimeUnit.SECONDS, EXPIRY_SECONDS)))
                .putAll(table.rows(ids()));
        assertThat(table.offload(EXPIRING)).isPositive();
        assertThat(expiring.size()).isEqualTo(MANY);
    }

    @Test
    void operations_rowsCold_sendTheReadsOfTheDocument(TestReporter reporter) throws IOException {
        table = new ColdTable(directory, "rounds");
        List<Limit> operations = operations();
        SoftAssertions limits = new SoftAssertions();
        for (Limit limit : operations) {
            RoundTripStoreProvider.Cost cost = RoundTripStoreProvider.of(limit.operation());
            reporter.publishEntry(limit.name(), cost.toString());
            limits.assertThat(cost.reads()).as("GETs of %s", limit.name()).isBetween(1, limit.gets());
            limits.assertThat(cost.rounds()).as("rounds of %s", limit.name()).isLessThanOrEqualTo(limit.rounds());
            table.offload();
        }
        compareWithDocument(HEAD + operations.stream().map(Limit::line).collect(Collectors.joining()));
        limits.assertAll();
    }

    private static void compareWithDocument(String lines) throws IOException {
        Path document = Path.of(System.getProperty("foreshard.root"), "docs", "tier.md");
        String text = Files.readString(document);
        if (Boolean.getBoolean("foreshard.write.documents")) {
            int begin = text.indexOf(HEAD);
            int end = text.indexOf("\n\n", begin) + 1;
            text = text.substring(0, begin) + lines + text.substring(end);
            Files.writeString(document, text);
        }
        assertThat(text)
                .as(
                        "mvn -pl ignite-plugin -am test -Dforeshard.write.documents=true writes the table of operations anew")
                .contains(lines + "\n");
    }

    private List<Limit> operations() {
        List<Limit> operations = new ArrayList<>();
        operations.add(new Limit("`get`", 1, 1, 1, () -> get(17)));
        operations.add(new Limit(THREADS + " threads that `get` one row", 1, 1, 1, this::getByManyThreads));
        operations.add(many("`getAll`", 3, () -> getAll(table.cache())));
        operations.add(many("`getAll` of a client node", 3, () -> getAll(table.remoteCache())));
        operations.add(many("`putAll`", 3, () -> table.cache().putAll(rows())));
        operations.add(
                many("`putAll` of a client node", 3, () -> table.remoteCache().putAll(rows())));
        operations.add(many("`invokeAll`", 3, this::invokeAll));
        for (TransactionConcurrency concurrency : TransactionConcurrency.values()) {
            String name = concurrency.toString().toLowerCase(Locale.ROOT);
            operations.add(many("transaction, " + name + ": `getAll`, `putAll`", 3, () -> transaction(concurrency)));
        }
        sqlOperations(operations);
        operations.add(new Limit("`IndexQuery`, range", MANY, 2 * MANY, 4, this::indexQuery));
        operations.add(new Limit("`ScanQuery` of a partition", MANY, 10, 2, () -> scan(new ScanQuery<>(3))));
        operations.add(new Limit("`ScanQuery`", ColdTable.ROWS, 1_000, 80, () -> scan(new ScanQuery<>())));
        operations.add(
                new Limit("`preloadPartition`", MANY, 10, 2, () -> table.cache().preloadPartition(5)));
        operations.add(new Limit("rebalance of a partition to another server", MANY, 10, 2, this::supply));
        operations.add(many("`removeAll`", 3, this::removeAll));
        operations.add(
                sql("SQL `DELETE` of a range of `N`", MANY, 2 * MANY, 4, "DELETE FROM RECORDS WHERE N" + range()));
        operations.add(new Limit("expiry", MANY, 2 * MANY, 12, this::expire));
        return operations;
    }

    private void sqlOperations(List<Limit> operations) {
        for (String engine : List.of("", ColdTable.CALCITE)) {
            String select = "SELECT " + engine;
            String name = engine.isEmpty() ? "SQL, H2: " : "SQL, Calcite: ";
            operations.add(sql(name + "`ID = ?`", 1, 1, 1, select + "DATA FROM RECORDS WHERE ID = " + ++seed));
            operations.add(sql(name + "`N = ?`", 1, 1, 1, select + "DATA FROM RECORDS WHERE N = " + ++seed));
            operations.add(
                    sql(name + "range of `ID`", MANY, 2 * MANY, 4, select + "DATA FROM RECORDS WHERE ID" + range()));
            operations.add(
                    sql(name + "range of `N`", MANY, 2 * MANY, 4, select + "DATA FROM RECORDS WHERE N" + range()));
            operations.add(sql(
                    name + "range of `N`, descending",
                    MANY,
                    2 * MANY,
                    4,
                    select + "DATA FROM RECORDS WHERE N" + range() + " ORDER BY N DESC"));
            operations.add(sql(
                    name + "range of `N` without a lower bound",
                    MANY,
                    256,
                    4,
                    select + "DATA FROM RECORDS WHERE N < " + MANY));
            operations.add(sql(
                    name + "all rows",
                    ColdTable.ROWS,
                    1_000,
                    80,
                    select + "COUNT(DATA) FROM RECORDS WHERE DATA LIKE '%9%'"));
        }
        for (String column : List.of("ID", "N")) {
            String list = "DATA FROM RECORDS WHERE " + column + " IN ";
            String name = "`" + column + " IN (..)`";
            operations.add(sql("SQL, H2: " + name, MANY, 2 * MANY, 3, "SELECT " + list + list(MANY)));
            // Calcite reads all rows for a longer list.
            operations.add(
                    sql("SQL, Calcite: " + name, SOME, 2 * SOME, 3, "SELECT " + ColdTable.CALCITE + list + list(SOME)));
        }
        operations.add(sql(
                "SQL, H2: `LIMIT 1` of a range of `N`",
                1,
                2 * SOME,
                2,
                "SELECT DATA FROM RECORDS WHERE N" + range() + " LIMIT 1"));
        String join = "R.DATA, S.DATA FROM RECORDS R JOIN RECORDS S ON S.ID = R.N WHERE R.N";
        operations.add(
                sql("SQL, H2: join by `ID` of a range of `N`", 2 * MANY, 4 * MANY, 6, "SELECT " + join + range()));
        operations.add(sql(
                "SQL, H2: join by `ID` of `N IN (..)`", 2 * MANY, 4 * MANY, 6, "SELECT " + join + " IN " + list(MANY)));
        operations.add(sql(
                "SQL, Calcite: the same, which reads all rows",
                ColdTable.ROWS,
                1_000,
                40,
                "SELECT " + ColdTable.CALCITE + join + range(SOME)));
        operations.add(sql(
                "SQL `UPDATE` of a range of `N`",
                MANY,
                2 * MANY,
                4,
                "UPDATE RECORDS SET DATA = 'x' WHERE N" + range()));
    }

    private static Limit many(String name, int rounds, Runnable operation) {
        return new Limit(name, MANY, MANY, rounds, operation);
    }

    private Limit sql(String name, int rows, int gets, int rounds, String statement) {
        return new Limit(
                name, rows, gets, rounds, () -> assertThat(table.sql(statement)).isNotEmpty());
    }

    private String range() {
        return range(MANY);
    }

    /** Returns the next range of some values. */
    private String range(int values) {
        int from = 1_000 + 100 * ++seed;
        return " BETWEEN " + from + " AND " + (from + values - 1);
    }

    private String list(int values) {
        return ColdTable.randomIds(values, ++seed).stream()
                .map(String::valueOf)
                .collect(Collectors.joining(",", "(", ")"));
    }

    private Set<Integer> ids() {
        return ColdTable.randomIds(MANY, ++seed);
    }

    private Map<Integer, BinaryObject> rows() {
        return table.rows(ids());
    }

    private void get(int id) {
        assertThat(table.cache().get(id)).isNotNull();
    }

    private void getByManyThreads() {
        CompletableFuture.allOf(IntStream.range(0, THREADS)
                        .mapToObj(thread -> CompletableFuture.runAsync(() -> get(18), task -> new Thread(task).start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private void getAll(IgniteCache<Integer, BinaryObject> cache) {
        assertThat(cache.getAll(ids())).hasSize(MANY);
    }

    private void invokeAll() {
        table.cache().invokeAll(ids(), (entry, arguments) -> {
            entry.setValue(entry.getValue());
            return null;
        });
    }

    private void removeAll() {
        table.cache().removeAll(ids());
    }

    private void transaction(TransactionConcurrency concurrency) {
        try (Transaction transaction =
                table.server().transactions().txStart(concurrency, TransactionIsolation.REPEATABLE_READ)) {
            table.cache().putAll(table.cache().getAll(ids()));
            transaction.commit();
        }
    }

    private void scan(ScanQuery<Integer, BinaryObject> query) {
        assertThat(table.cache().query(query).getAll()).isNotEmpty();
    }

    private void indexQuery() {
        int from = 1_000 + 100 * ++seed;
        assertThat(table.cache()
                        .query(new IndexQuery<Integer, BinaryObject>("Row", "BY_N")
                                .setCriteria(IndexQueryCriteriaBuilder.between("N", from, from + MANY - 1)))
                        .getAll())
                .isNotEmpty();
    }

    /** Reads the rows that a server sends to another one. */
    private void supply() {
        CacheGroupContext group = table.group(ColdTable.CACHE);
        IgniteDhtDemandedPartitionsMap demanded = new IgniteDhtDemandedPartitionsMap();
        demanded.addFull(7);
        try (IgniteRebalanceIterator rows =
                group.offheap().rebalanceIterator(demanded, group.topology().readyTopologyVersion())) {
            while (rows.hasNext()) {
                assertThat(rows.next().value()).isNotNull();
            }
        } catch (IgniteCheckedException e) {
            throw new AssertionError(e);
        }
    }

    private void expire() {
        createExpiringRows();
        IgniteCache<Integer, byte[]> expiring = table.server().cache(EXPIRING);
        await().atMost(LONGEST).until(() -> expiring.size() == 0);
    }
}
