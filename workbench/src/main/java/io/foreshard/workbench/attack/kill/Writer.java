package io.foreshard.workbench.attack.kill;

import static org.apache.ignite.transactions.TransactionConcurrency.PESSIMISTIC;
import static org.apache.ignite.transactions.TransactionIsolation.REPEATABLE_READ;

import io.foreshard.workbench.attack.cluster.AttackRow;
import io.foreshard.workbench.attack.cluster.Journal;
import io.foreshard.workbench.attack.cluster.Operations;
import io.foreshard.workbench.attack.cluster.OwnKeys;
import io.foreshard.workbench.attack.cluster.RowCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import javax.cache.Cache;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.client.ClientCache;
import org.apache.ignite.client.ClientTransaction;
import org.apache.ignite.client.IgniteClient;

/** Random operations of one thin client on its own keys of both caches. Used by one thread. */
final class Writer {
    private static final int KEYS_AT_ONCE = 15;
    private static final int KEYS_OF_A_TRANSACTION = 4;
    private static final int PICKS = 50;

    private final IgniteClient client;
    private final Operations operations;
    private final OwnKeys keys;
    private final Random random;

    Writer(IgniteClient client, Operations operations, OwnKeys keys, long seed) {
        this.client = client;
        this.operations = operations;
        this.keys = keys;
        this.random = new Random(seed);
    }

    /** Runs one operation. */
    void act() throws InterruptedException {
        String cache = random.nextBoolean() ? KillTables.TRANSACTIONAL : KillTables.ATOMIC;
        Journal<Long, Long> journal = operations.journal(cache);
        Long key = keys.pick(journal, random, PICKS);
        if (key == null) {
            return; // few keys are left without an attempted write
        }
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> put(cache, key);
            case 5 -> remove(cache, key);
            case 6 -> putAll(cache);
            case 7, 8 -> transaction();
            case 9, 10, 11 -> sqlChange(cache, key);
            case 12 -> sqlDelete(cache, key);
            case 13, 14 -> sqlSelect(cache, key);
            case 15 -> scan(cache);
            default -> get(cache, key);
        }
    }

    private ClientCache<Long, AttackRow> cache(String name) {
        return client.cache(name);
    }

    private void put(String cache, long key) throws InterruptedException {
        long version = operations.nextVersion();
        operations.write(operations.journal(cache), Map.of(key, Optional.of(version)), () -> cache(cache)
                .put(key, AttackRow.of(key, version)));
    }

    private void remove(String cache, long key) throws InterruptedException {
        operations.write(operations.journal(cache), Map.of(key, Optional.empty()), () -> cache(cache)
                .remove(key));
    }

    private void putAll(String cache) throws InterruptedException {
        Map<Long, Optional<Long>> values = newVersions(cache, KEYS_AT_ONCE);
        operations.write(operations.journal(cache), values, () -> cache(cache).putAll(AttackRow.of(values)));
    }

    private Map<Long, Optional<Long>> newVersions(String cache, int count) {
        Map<Long, Optional<Long>> values = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            Long key = keys.pick(operations.journal(cache), random, PICKS);
            if (key != null) {
                values.put(key, Optional.of(operations.nextVersion()));
            }
        }
        return values;
    }

    private void transaction() throws InterruptedException {
        Map<Long, Optional<Long>> values = newVersions(KillTables.TRANSACTIONAL, KEYS_OF_A_TRANSACTION);
        if (values.isEmpty()) {
            return;
        }
        values.put(values.keySet().iterator().next(), Optional.empty());
        operations.writeTransaction(KillTables.TRANSACTIONAL, values, () -> {
            try (ClientTransaction transaction = client.transactions().txStart(PESSIMISTIC, REPEATABLE_READ)) {
                ClientCache<Long, AttackRow> cache = cache(KillTables.TRANSACTIONAL);
                values.forEach((key, version) -> {
                    if (version.isPresent()) {
                        cache.put(key, AttackRow.of(key, version.get()));
                    } else {
                        cache.remove(key);
                    }
                });
                transaction.commit();
            }
        });
    }

    private void sqlChange(String cache, long key) throws InterruptedException {
        long version = operations.nextVersion();
        boolean present = operations.journal(cache).entry(key).acknowledged().isPresent();
        String sql = present
                ? "UPDATE " + KillTables.table(cache) + " SET VERSION = ?, TEXT = ?, PAYLOAD = ? WHERE _KEY = ?"
                : "INSERT INTO " + KillTables.table(cache) + " (VERSION, TEXT, PAYLOAD, _KEY) VALUES (?, ?, ?, ?)";
        sqlWrite(
                cache,
                key,
                Optional.of(version),
                1,
                new SqlFieldsQuery(sql)
                        .setArgs(version, AttackRow.text(key, version), AttackRow.payload(key, version), key));
    }

    private void sqlDelete(String cache, long key) throws InterruptedException {
        long rows = operations.journal(cache).entry(key).acknowledged().isPresent() ? 1 : 0;
        sqlWrite(
                cache,
                key,
                Optional.empty(),
                rows,
                new SqlFieldsQuery("DELETE FROM " + KillTables.table(cache) + " WHERE _KEY = ?").setArgs(key));
    }

    /**
     * Sends a statement that changes a number of rows. While a server is missing, a statement may report fewer rows than it changed; it then does not count as acknowledged.
     */
    private void sqlWrite(String cache, long key, Optional<Long> value, long rows, SqlFieldsQuery sql)
            throws InterruptedException {
        operations.write(operations.journal(cache), Map.of(key, value), () -> {
            long changed = ((Number) client.query(sql).getAll().get(0).get(0)).longValue();
            if (changed != rows) {
                if (operations.isServerMissing()) {
                    operations.tally().figure("statementsThatMissedRows", 1);
                } else {
                    operations
                            .tally()
                            .wrong(cache + " key " + key + ": '" + sql.getSql() + "' changed " + changed
                                    + " rows instead of " + rows + ".");
                }
                throw new IllegalStateException("The statement did not change " + rows + " rows.");
            }
        });
    }

    private void sqlSelect(String cache, long key) throws InterruptedException {
        Optional<Long> version = operations.journal(cache).entry(key).acknowledged();
        if (version.isEmpty()) {
            return;
        }
        operations.tally().figure("reads", 1);
        operations.send(() -> {
            List<List<?>> rows = client.query(new SqlFieldsQuery(
                                    "SELECT _KEY, VERSION FROM " + KillTables.table(cache) + " WHERE TEXT = ?")
                            .setArgs(AttackRow.text(key, version.get())))
                    .getAll();
            if (!rows.equals(List.of(List.of(key, version.get())))) {
                operations
                        .tally()
                        .wrong(cache + " key " + key + ": a select by index found " + rows + " instead of version "
                                + version.get() + ".");
            }
        });
    }

    /** Partitions may move, so only the content of what was found is checked. */
    private void scan(String cache) throws InterruptedException {
        operations.tally().figure("reads", 1);
        ScanQuery<Long, AttackRow> partition = new ScanQuery<>();
        partition.setPartition(random.nextInt(KillTables.partitions(cache)));
        operations.send(() -> {
            for (Cache.Entry<Long, AttackRow> row :
                    cache(cache).query(partition).getAll()) {
                if (!row.getValue().isWhole(row.getKey())) {
                    operations.tally().wrong(cache + " key " + row.getKey() + ": a scan found a mixed row.");
                }
            }
        });
    }

    private void get(String cache, long key) throws InterruptedException {
        Optional<Long> version = operations.journal(cache).entry(key).acknowledged();
        operations.tally().figure("reads", 1);
        operations.send(() -> {
            AttackRow row = cache(cache).get(key);
            RowCheck.compare(operations.tally(), cache + " key " + key + ", get under load", key, version, row);
        });
    }
}
