package io.foreshard.plugin.cluster;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.table.NodeTables;
import org.apache.ignite.Ignite;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheMode;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.configuration.CacheConfiguration;

/** The cache of the shared state: values as bytes by name; every server has a copy of all values. */
public final class StateCache {

    private StateCache() {}

    /** Returns whether the cluster has created the cache; the cluster must be active. */
    public static boolean exists(Ignite ignite) {
        return ignite.cache(NodeTables.names(ignite).meta()) != null;
    }

    /**
     * Returns the configuration of the cache; an update is acknowledged when every server has it.
     *
     * <p>TRANSACTIONAL, because an ATOMIC primary that is killed may keep an update that its backups never received. After its restart it would return
     * another value than the backups until the next update (decision 7).
     */
    public static CacheConfiguration<String, byte[]> configuration(TableNames names) {
        return new CacheConfiguration<String, byte[]>(names.meta())
                .setCacheMode(CacheMode.REPLICATED)
                .setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL)
                .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC);
    }
}
