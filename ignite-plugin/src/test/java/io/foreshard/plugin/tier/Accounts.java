package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.QueryIndex;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.transactions.Transaction;
import org.apache.ignite.transactions.TransactionConcurrency;
import org.apache.ignite.transactions.TransactionIsolation;
import org.awaitility.Awaitility;

/**
 * Accounts with an index by SQL, written by transactions: each one raises a counter in two rows of different partitions to the same value. Thread-safe.
 */
final class Accounts {
    private static final int ROWS = 200;
    private static final int PARTITIONS = 16;
    static final String NAME = "accounts";

    private final Ignite ignite;
    private final IgniteCache<Integer, Long> cache;

    Accounts(Ignite ignite) {
        this.ignite = ignite;
        LinkedHashMap<String, String> fields = new LinkedHashMap<>();
        fields.put("id", Integer.class.getName());
        fields.put("amount", Long.class.getName());
        QueryEntity entity = new QueryEntity(Integer.class, Long.class)
                .setTableName(NAME)
                .setKeyFieldName("id")
                .setValueFieldName("amount")
                .setFields(fields)
                .setIndexes(List.of(new QueryIndex("amount").setName("amount_idx")));
        cache = ignite.getOrCreateCache(new CacheConfiguration<Integer, Long>(NAME)
                .setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL)
                .setSqlSchema("PUBLIC")
                .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS))
                .setQueryEntities(List.of(entity)));
    }

    /** A thread that repeats a step until it is closed, and fails then if a step has failed. */
    static final class Writer implements AutoCloseable {
        private final Map<Integer, Long> acknowledged = new ConcurrentHashMap<>();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final Thread thread;
        private volatile long steps;
        private volatile boolean stops;

        private Writer(Step step) {
            thread = new Thread(
                    () -> {
                        try {
                            while (!stops) {
                                step.run(this);
                                steps++;
                            }
                        } catch (RuntimeException e) {
                            failure.set(e);
                        }
                    },
                    "writer");
            thread.start();
        }

        /** Waits for a number of further steps. */
        void await(int more) {
            long wanted = steps + more;
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> steps >= wanted || failure.get() != null);
        }

        /** Returns the values that were acknowledged until now. */
        Map<Integer, Long> acknowledged() {
            return new HashMap<>(acknowledged);
        }

        @Override
        public void close() {
            stops = true;
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> !thread.isAlive());
            assertThat(failure.get()).isNull();
        }
    }

    private interface Step {
        void run(Writer writer);
    }

    static Writer repeat(Runnable step) {
        return new Writer(writer -> step.run());
    }

    /** Begins to write. */
    Writer write() {
        Random random = new Random(1);
        return new Writer(writer -> step(writer, random));
    }

    private void step(Writer writer, Random random) {
        int row = random.nextInt(ROWS);
        int other = partner(row);
        try (Transaction transaction = ignite.transactions()
                .txStart(TransactionConcurrency.PESSIMISTIC, TransactionIsolation.REPEATABLE_READ)) {
            Map<Integer, Long> found = cache.getAll(new TreeSet<>(Set.of(row, other)));
            long next = 1 + found.getOrDefault(row, 0L);
            cache.putAll(new TreeMap<>(Map.of(row, next, other, next)));
            transaction.commit();
            writer.acknowledged.put(row, next);
            writer.acknowledged.put(other, next);
        }
    }

    /** Returns the other row of a pair; the rows of a pair are written together. */
    private static int partner(int row) {
        return row ^ 1;
    }

    /** Checks that each acknowledged value is there or a later one, that pairs are equal, and that the index agrees with the rows. */
    void verify(Map<Integer, Long> acknowledged) {
        Map<Integer, Long> found = new TreeMap<>();
        cache.forEach(row -> found.put(row.getKey(), row.getValue()));
        acknowledged.forEach(
                (row, value) -> assertThat(found.get(row)).as("row %d", row).isGreaterThanOrEqualTo(value));
        found.forEach((row, value) ->
                assertThat(found.get(partner(row))).as("partner of row %d", row).isEqualTo(value));
        Map<Integer, Long> byIndex = new TreeMap<>();
        for (List<?> row : cache.query(new SqlFieldsQuery(
                        "SELECT id, amount FROM PUBLIC.accounts USE INDEX(amount_idx) WHERE amount > 0"))
                .getAll()) {
            byIndex.put((Integer) row.get(0), (Long) row.get(1));
        }
        assertThat(byIndex).isEqualTo(found);
    }
}
