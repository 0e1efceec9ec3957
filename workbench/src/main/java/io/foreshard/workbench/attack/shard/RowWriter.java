package io.foreshard.workbench.attack.shard;

import io.foreshard.workbench.attack.cluster.AttackRow;
import io.foreshard.workbench.attack.cluster.Journal;
import io.foreshard.workbench.attack.cluster.OwnKeys;
import io.foreshard.workbench.attack.cluster.RowCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.ignite.cache.query.SqlFieldsQuery;

/** Random operations of one client on its own keys of both caches of rows, and reads of the keys of others. Used by one thread. */
final class RowWriter {
    private static final int KEYS_AT_ONCE = 15;
    private static final int KEYS_OF_A_TRANSACTION = 4;
    private static final int PICKS = 50;

    private final RowClient client;
    private final CheckedCalls calls;
    private final OwnKeys keys;
    private final Random random;

    RowWriter(RowClient client, CheckedCalls calls, OwnKeys keys, long seed) {
        this.client = client;
        this.calls = calls;
        this.keys = keys;
        this.random = new Random(seed);
    }

    /** Runs one operation. */
    void act() throws InterruptedException {
        String cache = random.nextBoolean() ? ShardTables.TRANSACTIONAL : ShardTables.ATOMIC;
        Long key = keys.pick(calls.journal(cache), random, PICKS);
        if (key == null) {
            return; // few keys are left without an attempted write
        }
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5 -> put(cache, key);
            case 6 -> calls.write(cache, Map.of(key, Optional.empty()), () -> client.remove(cache, key));
            case 7 -> {
                Map<Long, Optional<Long>> values = newVersions(cache, KEYS_AT_ONCE);
                calls.write(cache, values, () -> client.putAll(cache, AttackRow.of(values)));
            }
            case 8, 9 -> transaction();
            case 10, 11 -> change(cache, key);
            case 12, 13 -> select(cache, key);
            case 14 -> scan(cache);
            case 15, 16 -> getOfOthers(cache);
            default -> get(cache, key);
        }
    }

    private void put(String cache, long key) throws InterruptedException {
        long version = calls.nextVersion();
        calls.write(cache, Map.of(key, Optional.of(version)), () -> client.put(cache, key, AttackRow.of(key, version)));
    }

    private Map<Long, Optional<Long>> newVersions(String cache, int count) {
        Map<Long, Optional<Long>> values = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            Long key = keys.pick(calls.journal(cache), random, PICKS);
            if (key != null) {
                values.put(key, Optional.of(calls.nextVersion()));
            }
        }
        return values;
    }

    private void transaction() throws InterruptedException {
        Map<Long, Optional<Long>> values = newVersions(ShardTables.TRANSACTIONAL, KEYS_OF_A_TRANSACTION);
        if (values.isEmpty()) {
            return;
        }
        values.put(values.keySet().iterator().next(), Optional.empty());
        calls.writeTransaction(
                ShardTables.TRANSACTIONAL, values, () -> client.transaction(ShardTables.TRANSACTIONAL, values));
    }

    /** Changes a row by SQL. While a server is missing, a statement may report fewer rows than it changed; it then does not count as acknowledged. */
    private void change(String cache, long key) throws InterruptedException {
        long version = calls.nextVersion();
        String sql = calls.journal(cache).entry(key).acknowledged().isPresent()
                ? "UPDATE " + ShardTables.table(cache) + " SET VERSION = ?, TEXT = ?, PAYLOAD = ? WHERE _KEY = ?"
                : "INSERT INTO " + ShardTables.table(cache) + " (VERSION, TEXT, PAYLOAD, _KEY) VALUES (?, ?, ?, ?)";
        SqlFieldsQuery query = new SqlFieldsQuery(sql)
                .setArgs(version, AttackRow.text(key, version), AttackRow.payload(key, version), key);
        calls.write(cache, Map.of(key, Optional.of(version)), () -> {
            List<List<?>> changed = client.query(query);
            if (!changed.equals(List.of(List.of(1L)))) {
                calls.wrongUnlessMissing(
                        cache + " key " + key + ": '" + sql + "' changed " + changed + " rows instead of 1.");
                throw new IllegalStateException("The statement did not change 1 row.");
            }
        });
    }

    private void select(String cache, long key) throws InterruptedException {
        Optional<Long> version = calls.journal(cache).entry(key).acknowledged();
        if (version.isPresent()) {
            calls.read(() -> {
                List<List<?>> rows = client.query(
                        new SqlFieldsQuery("SELECT _KEY, VERSION FROM " + ShardTables.table(cache) + " WHERE TEXT = ?")
                                .setArgs(AttackRow.text(key, version.get())));
                if (!rows.equals(List.of(List.of(key, version.get())))) {
                    calls.wrong(cache + " key " + key + ": a select by index found " + rows + " instead of version "
                            + version.get() + ".");
                }
            });
        }
    }

    /** Rows of others change, so only the content of what was found is checked. */
    private void scan(String cache) throws InterruptedException {
        int partition = random.nextInt(ShardTables.SHARDS * ShardTables.SHARD_PARTITIONS);
        calls.read(() -> client.scan(cache, partition).forEach(row -> {
            if (!row.getValue().isWhole(row.getKey())) {
                calls.wrong(cache + " key " + row.getKey() + ": a scan found a mixed row.");
            }
        }));
    }

    private void get(String cache, long key) throws InterruptedException {
        Optional<Long> version = calls.journal(cache).entry(key).acknowledged();
        calls.read(() -> RowCheck.compare(
                calls.tally(), cache + " key " + key + ", get under load", key, version, client.get(cache, key)));
    }

    /** A read, also from a near cache, returns no version before the one that was acknowledged when it began. */
    private void getOfOthers(String cache) throws InterruptedException {
        long key = ShardTables.key(random.nextInt(ShardTables.KEYS));
        Journal<Long, Long> journal = calls.journal(cache);
        Optional<Long> before = journal.entry(key).acknowledged();
        calls.read(() -> {
            AttackRow row = client.get(cache, key);
            if (row != null && (!row.isWhole(key) || before.isPresent() && row.version() < before.get())) {
                calls.wrong(cache + " key " + key + ": version " + row.version()
                        + " was read after the acknowledgement of version " + before + ".");
            }
        });
    }
}
