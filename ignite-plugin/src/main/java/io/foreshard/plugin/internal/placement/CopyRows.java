package io.foreshard.plugin.internal.placement;

import io.foreshard.key.Hashing;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.CacheObjectValueContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.processors.cache.persistence.CacheDataRow;
import org.apache.ignite.internal.processors.cache.version.GridCacheVersion;
import org.apache.ignite.internal.util.lang.GridIterator;

/**
 * Reads the rows of a complete copy on this server as pairs of hashes. Rows that have expired, or will within a minute, are left out: each server removes them by its own clock. Stateless.
 */
final class CopyRows {
    private static final long EXPIRY_MARGIN_MILLIS = 60_000;

    /** Receives a row. */
    interface Consumer {
        /**
         * @param key hash of table and key
         * @param row hash of key, version and value
         */
        void accept(long key, long row);
    }

    private CopyRows() {}

    /** Reads all rows; returns false, and may have read some, if this server has no complete copy. */
    static boolean read(CacheGroupContext group, int partition, Consumer consumer) throws IgniteCheckedException {
        GridDhtLocalPartition copy = group.topology().localPartition(partition);
        if (copy == null || !copy.reserve()) {
            return false;
        }
        try {
            if (copy.state() != GridDhtPartitionState.OWNING) {
                return false;
            }
            long expired = System.currentTimeMillis() + EXPIRY_MARGIN_MILLIS;
            GridIterator<CacheDataRow> rows = group.offheap().partitionIterator(partition);
            while (rows.hasNextX()) {
                CacheDataRow row = rows.nextX();
                if (row.expireTime() == 0 || row.expireTime() > expired) {
                    long key = key(group.cacheObjectContext(), row);
                    consumer.accept(key, row(group.cacheObjectContext(), row, key));
                }
            }
            return true;
        } finally {
            copy.release();
        }
    }

    private static long key(CacheObjectValueContext context, CacheDataRow row) throws IgniteCheckedException {
        return Hashing.mix(row.cacheId() ^ checksum(row.key().valueBytes(context)));
    }

    private static long row(CacheObjectValueContext context, CacheDataRow row, long key) throws IgniteCheckedException {
        GridCacheVersion version = row.version();
        long hash = Hashing.mix(key ^ checksum(row.value().valueBytes(context)));
        hash = Hashing.mix(hash ^ version.topologyVersion());
        return Hashing.mix(hash ^ version.order());
    }

    private static long checksum(byte[] bytes) {
        return of(new CRC32C(), bytes) << 32 | of(new CRC32(), bytes);
    }

    private static long of(Checksum checksum, byte[] bytes) {
        checksum.update(bytes, 0, bytes.length);
        return checksum.getValue();
    }
}
