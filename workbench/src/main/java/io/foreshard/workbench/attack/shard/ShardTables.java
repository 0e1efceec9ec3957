package io.foreshard.workbench.attack.shard;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.workbench.attack.cluster.AttackRow;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.configuration.CacheConfiguration;

/** The caches of the attack: rows in both atomicity modes with an index, and accounts; two of them share a cache group. They follow the placement. Has no state. */
final class ShardTables {
    static final String TRANSACTIONAL = "attack-transactional";
    static final String ATOMIC = "attack-atomic";
    static final String ACCOUNTS = "attack-accounts";
    /** Rows that no client uses, so that they can be remote. */
    static final String COLD = "attack-cold";

    /** Partitions of the map, the fewest it can have. */
    static final int PARTITIONS = 64;
    /** Copies of a partition. */
    static final int COPIES = 2;
    /** Partitions of a shard before the first split. */
    static final int SHARD_PARTITIONS = 4;
    /** Shards that have rows. */
    static final int SHARDS = 2;
    /** Ignite rebalances from the log only partitions of more than 500 rows, and only such copies can lose rows. */
    private static final int ROWS_PER_PARTITION = 640;
    /** Keys of a cache. */
    static final int KEYS = SHARDS * SHARD_PARTITIONS * ROWS_PER_PARTITION;

    private static final int BITS = 63;
    private static final String GROUP = "attack-group";

    private ShardTables() {}

    /** Returns the caches with an index whose rows clients read and write all the time. */
    static List<String> rowCaches() {
        return List.of(TRANSACTIONAL, ATOMIC);
    }

    /** Returns the caches whose rows have versions. */
    static List<String> versionedCaches() {
        return List.of(TRANSACTIONAL, ATOMIC, COLD);
    }

    /** Returns all caches. */
    static List<String> caches() {
        return List.of(TRANSACTIONAL, ATOMIC, COLD, ACCOUNTS);
    }

    /** Returns the cache group of a cache; one that shares none has its own name. */
    static String group(String cache) {
        return cache.equals(TRANSACTIONAL) || cache.equals(ACCOUNTS) ? GROUP : cache;
    }

    /** Returns the partitions that have rows: the first ones. */
    static IntStream filledPartitions() {
        return IntStream.range(0, SHARDS * SHARD_PARTITIONS);
    }

    /** Returns the key of a number: neighbours lie in different partitions, whose leading bits are those of the key. */
    static long key(long number) {
        long partition = number % ((long) SHARDS * SHARD_PARTITIONS);
        return partition << BITS - Integer.numberOfTrailingZeros(PARTITIONS)
                | number / ((long) SHARDS * SHARD_PARTITIONS);
    }

    static int partition(long key) {
        return (int) (key >>> BITS - Integer.numberOfTrailingZeros(PARTITIONS));
    }

    /** Returns the SQL name of the table of a cache of rows. */
    static String table(String cache) {
        return '"' + cache + "\".ATTACKROW";
    }

    static CacheConfiguration<?, ?>[] configurations() {
        return new CacheConfiguration<?, ?>[] {
            configuration(TRANSACTIONAL, CacheAtomicityMode.TRANSACTIONAL)
                    .setGroupName(GROUP)
                    .setIndexedTypes(Long.class, AttackRow.class),
            configuration(ATOMIC, CacheAtomicityMode.ATOMIC).setIndexedTypes(Long.class, AttackRow.class),
            configuration(COLD, CacheAtomicityMode.ATOMIC),
            configuration(ACCOUNTS, CacheAtomicityMode.TRANSACTIONAL)
                    .setGroupName(GROUP)
                    .setIndexedTypes(Long.class, Long.class)
        };
    }

    private static CacheConfiguration<?, ?> configuration(String name, CacheAtomicityMode mode) {
        return new CacheConfiguration<>(name)
                .setAtomicityMode(mode)
                .setBackups(COPIES - 1)
                .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC)
                .setAffinity(new BehavioralAffinityFunction(PARTITIONS));
    }
}
