package io.foreshard.workbench.attack.shard;

import io.foreshard.workbench.attack.cluster.AttackRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.cache.Cache;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.client.ClientCache;
import org.apache.ignite.client.ClientTransaction;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.transactions.Transaction;
import org.apache.ignite.transactions.TransactionConcurrency;
import org.apache.ignite.transactions.TransactionIsolation;

/** The operations on rows, as a thin client or a client node sends them. Implementations are thread-safe. */
interface RowClient {
    TransactionConcurrency CONCURRENCY = TransactionConcurrency.PESSIMISTIC;
    TransactionIsolation ISOLATION = TransactionIsolation.REPEATABLE_READ;

    void put(String cache, long key, AttackRow row);

    void remove(String cache, long key);

    void putAll(String cache, Map<Long, AttackRow> rows);

    AttackRow get(String cache, long key);

    List<List<?>> query(SqlFieldsQuery query);

    List<Cache.Entry<Long, AttackRow>> scan(String cache, int partition);

    /** Writes versions of keys in one transaction; a key without a version is removed. */
    void transaction(String cache, Map<Long, Optional<Long>> versions);

    /** Returns the operations of a thin client. */
    static RowClient of(IgniteClient client) {
        return new RowClient() {
            private ClientCache<Long, AttackRow> cache(String name) {
                return client.cache(name);
            }

            @Override
            public void put(String cache, long key, AttackRow row) {
                cache(cache).put(key, row);
            }

            @Override
            public void remove(String cache, long key) {
                cache(cache).remove(key);
            }

            @Override
            public void putAll(String cache, Map<Long, AttackRow> rows) {
                cache(cache).putAll(rows);
            }

            @Override
            public AttackRow get(String cache, long key) {
                return cache(cache).get(key);
            }

            @Override
            public List<List<?>> query(SqlFieldsQuery query) {
                return client.query(query).getAll();
            }

            @Override
            public List<Cache.Entry<Long, AttackRow>> scan(String cache, int partition) {
                return cache(cache)
                        .query(new ScanQuery<Long, AttackRow>().setPartition(partition))
                        .getAll();
            }

            @Override
            public void transaction(String cache, Map<Long, Optional<Long>> versions) {
                try (ClientTransaction transaction = client.transactions().txStart(CONCURRENCY, ISOLATION)) {
                    versions.forEach((key, version) -> version.ifPresentOrElse(
                            number -> put(cache, key, AttackRow.of(key, number)), () -> remove(cache, key)));
                    transaction.commit();
                }
            }
        };
    }

    /** Returns the operations of a client node with near caches. */
    static RowClient of(Supplier<Ignite> node) {
        return new RowClient() {
            private IgniteCache<Long, AttackRow> cache(String name) {
                return node.get().cache(name);
            }

            @Override
            public void put(String cache, long key, AttackRow row) {
                cache(cache).put(key, row);
            }

            @Override
            public void remove(String cache, long key) {
                cache(cache).remove(key);
            }

            @Override
            public void putAll(String cache, Map<Long, AttackRow> rows) {
                cache(cache).putAll(rows);
            }

            @Override
            public AttackRow get(String cache, long key) {
                return cache(cache).get(key);
            }

            @Override
            public List<List<?>> query(SqlFieldsQuery query) {
                return cache(ShardTables.ATOMIC).query(query).getAll();
            }

            @Override
            public List<Cache.Entry<Long, AttackRow>> scan(String cache, int partition) {
                return cache(cache)
                        .query(new ScanQuery<Long, AttackRow>().setPartition(partition))
                        .getAll();
            }

            @Override
            public void transaction(String cache, Map<Long, Optional<Long>> versions) {
                try (Transaction transaction = node.get().transactions().txStart(CONCURRENCY, ISOLATION)) {
                    versions.forEach((key, version) -> version.ifPresentOrElse(
                            number -> put(cache, key, AttackRow.of(key, number)), () -> remove(cache, key)));
                    transaction.commit();
                }
            }
        };
    }
}
