package io.foreshard.workbench.attack.shard;

import io.foreshard.workbench.attack.cluster.AttackRow;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import javax.cache.Cache;
import org.apache.ignite.Ignite;
import org.apache.ignite.cache.query.QueryCursor;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;

/** Reads the copies of a cache that one server owns, primaries and backups, from that server. */
final class CopyScan implements IgniteCallable<Map<Integer, long[]>> {
    /** Stands for a row whose parts are of different versions. */
    static final long MIXED = -1;

    private static final long serialVersionUID = 1L;

    private final String cache;

    @IgniteInstanceResource
    private transient Ignite server;

    CopyScan(String cache) {
        this.cache = cache;
    }

    /** Returns the rows of each partition: each key, followed by the version of its row or by the balance of its account. */
    @Override
    public Map<Integer, long[]> call() {
        Map<Integer, long[]> copies = new HashMap<>();
        ShardTables.filledPartitions()
                .filter(partition -> server.affinity(cache)
                        .mapPartitionToPrimaryAndBackups(partition)
                        .contains(server.cluster().localNode()))
                .forEach(partition -> copies.put(partition, rows(partition)));
        return copies;
    }

    private long[] rows(int partition) {
        LongStream.Builder rows = LongStream.builder();
        try (QueryCursor<Cache.Entry<Long, Object>> cursor = server.<Long, Object>cache(cache)
                .query(new ScanQuery<Long, Object>().setPartition(partition).setLocal(true))) {
            cursor.forEach(row -> rows.add(row.getKey()).add(number(row.getKey(), row.getValue())));
        }
        return rows.build().toArray();
    }

    private static long number(long key, Object value) {
        if (value instanceof AttackRow row) {
            return row.isWhole(key) ? row.version() : MIXED;
        }
        return (Long) value;
    }
}
