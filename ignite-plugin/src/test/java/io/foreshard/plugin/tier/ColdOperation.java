package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.transactions.Transaction;
import org.apache.ignite.transactions.TransactionConcurrency;
import org.apache.ignite.transactions.TransactionIsolation;

/** Operations of a client that read a row on the server, each in a cache of its own. */
enum ColdOperation {
    GET(CacheAtomicityMode.ATOMIC, (client, cache, row) -> verify(row, cache.get(row))),
    GET_ALL(CacheAtomicityMode.ATOMIC, (client, cache, row) -> {
        Set<Integer> rows = new TreeSet<>(Set.of(row, row + 1, row + 9));
        assertThat(cache.getAll(rows)).hasSize(rows.size());
    }),
    CONTAINS(CacheAtomicityMode.ATOMIC, (client, cache, row) -> assertThat(cache.containsKey(row))
            .isTrue()),
    PUT(CacheAtomicityMode.ATOMIC, (client, cache, row) -> cache.put(row, other(row))),
    REPLACE(CacheAtomicityMode.ATOMIC, (client, cache, row) -> assertThat(cache.replace(row, other(row)))
            .isTrue()),
    REMOVE(CacheAtomicityMode.ATOMIC, (client, cache, row) -> assertThat(cache.remove(row))
            .isTrue()),
    INVOKE(CacheAtomicityMode.ATOMIC, (client, cache, row) -> assertThat(
                    cache.<Boolean>invoke(row, (entry, arguments) -> entry.exists()))
            .isTrue()),
    PUT_ALL(
            CacheAtomicityMode.ATOMIC,
            (client, cache, row) -> cache.putAll(new TreeMap<>(Map.of(row, other(row), row + 9, other(row))))),
    TRANSACTIONAL_GET(CacheAtomicityMode.TRANSACTIONAL, (client, cache, row) -> verify(row, cache.get(row))),
    TRANSACTIONAL_PUT(CacheAtomicityMode.TRANSACTIONAL, (client, cache, row) -> cache.put(row, other(row))),
    PESSIMISTIC(
            CacheAtomicityMode.TRANSACTIONAL,
            (client, cache, row) -> transaction(client, cache, TransactionConcurrency.PESSIMISTIC, row)),
    OPTIMISTIC(
            CacheAtomicityMode.TRANSACTIONAL,
            (client, cache, row) -> transaction(client, cache, TransactionConcurrency.OPTIMISTIC, row)),
    PESSIMISTIC_PUT(CacheAtomicityMode.TRANSACTIONAL, (client, cache, row) -> {
        try (Transaction transaction = client.transactions()
                .txStart(TransactionConcurrency.PESSIMISTIC, TransactionIsolation.REPEATABLE_READ)) {
            cache.put(row, other(row));
            transaction.commit();
        }
    }),
    LOCK(CacheAtomicityMode.TRANSACTIONAL, (client, cache, row) -> {
        Lock lock = cache.lock(row);
        lock.lock();
        try {
            verify(row, cache.get(row));
        } finally {
            lock.unlock();
        }
    });

    private static final int VALUE_BYTES = 3_000;

    final CacheAtomicityMode mode;
    private final Body body;

    private interface Body {
        void run(Ignite client, IgniteCache<Integer, byte[]> cache, int row);
    }

    ColdOperation(CacheAtomicityMode mode, Body body) {
        this.mode = mode;
        this.body = body;
    }

    String cacheName() {
        return "cache-" + name();
    }

    IgniteCache<Integer, byte[]> cache(Ignite client) {
        return client.cache(cacheName());
    }

    void run(Ignite client, int row) {
        body.run(client, cache(client), row);
    }

    private static void transaction(
            Ignite client, IgniteCache<Integer, byte[]> cache, TransactionConcurrency concurrency, int row) {
        try (Transaction transaction = client.transactions().txStart(concurrency, TransactionIsolation.SERIALIZABLE)) {
            verify(row, cache.get(row));
            cache.put(row, other(row));
            transaction.commit();
        }
    }

    private static void verify(int row, byte[] value) {
        assertThat(value).isEqualTo(value(row));
    }

    static byte[] value(int row) {
        byte[] value = new byte[VALUE_BYTES];
        new Random(row).nextBytes(value);
        return value;
    }

    /** Returns the value that an operation writes. */
    static byte[] other(int row) {
        return value(-1 - row);
    }
}
