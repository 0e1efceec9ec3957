package io.foreshard.benchmarks;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.plugin.table.ProfiledTables;
import java.nio.file.Path;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.configuration.CacheConfiguration;

/** A node and the cache that is measured on it. Not thread-safe. */
final class HotSide implements AutoCloseable {
    private static final int PARTITIONS = 1024;

    private final Kind kind;
    private final BenchmarkNode node;
    private final IgniteCache<TransactionKey, TransactionRecord> cache;

    private HotSide(Kind kind, BenchmarkNode node, IgniteCache<TransactionKey, TransactionRecord> cache) {
        this.kind = kind;
        this.node = node;
        this.cache = cache;
    }

    /** The sides of the comparison: the same keys, columns and indexes on each. */
    enum Kind {
        /** Ignite, with its rendezvous affinity. */
        STOCK,
        /** A second stock node: its ratio to the first must be 1. */
        CONTROL,
        /** Ignite, with our affinity function, without the plugin. */
        AFFINITY,
        /** Ignite with the plugin and an empty store. */
        FORESHARD
    }

    /** Starts a node in a directory. */
    static HotSide start(Kind kind, Path directory, long regionBytes) {
        BenchmarkNode node = BenchmarkNode.start(
                kind.name(), kind.ordinal(), directory, regionBytes, kind == Kind.FORESHARD ? plugin(directory) : null);
        return new HotSide(
                kind,
                node,
                kind == Kind.FORESHARD
                        ? node.ignite().cache(TableNames.DEFAULT.transactions())
                        : node.ignite().getOrCreateCache(table(kind == Kind.AFFINITY)));
    }

    private static CacheConfiguration<TransactionKey, TransactionRecord> table(boolean ourAffinity) {
        CacheConfiguration<TransactionKey, TransactionRecord> table =
                ProfiledTables.transactions(TableNames.DEFAULT, PARTITIONS, 0, CacheAtomicityMode.TRANSACTIONAL);
        return ourAffinity ? table : table.setAffinity(new RendezvousAffinityFunction(false, PARTITIONS));
    }

    private static ForeshardConfiguration plugin(Path directory) {
        return new ForeshardConfiguration()
                .setPartitions(PARTITIONS)
                .setBackups(0)
                .setTier(new TierConfiguration().setStoreUri("dir:" + directory.resolve("objects")));
    }

    IgniteCache<TransactionKey, TransactionRecord> cache() {
        return cache;
    }

    /** Returns the requests to the store; 0 for a node without one. */
    long remoteReads() {
        return kind == Kind.FORESHARD ? node.tier().statistics().fetches() : 0;
    }

    @Override
    public void close() {
        node.close();
    }
}
