package io.foreshard.workbench.attack.outage;

import java.util.List;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.QueryIndex;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.configuration.CacheConfiguration;

/** The caches of the attack: one for each cold operation, so that its rows are remote whatever the others read, and two hot ones. */
final class OutageCaches {
    static final String HOT_TRANSACTIONAL = "hot-transactional";
    static final String HOT_ATOMIC = "hot-atomic";
    static final List<String> HOT = List.of(HOT_TRANSACTIONAL, HOT_ATOMIC);
    static final int PARTITIONS = 4;

    private OutageCaches() {}

    /** Returns the SQL name of the table of a cache. */
    static String table(String cache) {
        return '"' + cache + "\".OUTAGEROW";
    }

    static CacheConfiguration<Long, OutageRow> hot(String name) {
        return configuration(
                name,
                name.equals(HOT_TRANSACTIONAL) ? CacheAtomicityMode.TRANSACTIONAL : CacheAtomicityMode.ATOMIC,
                false);
    }

    /**
     * Returns the cache of a cold operation.
     *
     * @param withText whether it has an index that reads rows to compare them
     */
    static CacheConfiguration<Long, OutageRow> configuration(String name, CacheAtomicityMode mode, boolean withText) {
        CacheConfiguration<Long, OutageRow> configuration = new CacheConfiguration<Long, OutageRow>(name)
                .setAtomicityMode(mode)
                .setBackups(1)
                .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC)
                .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS))
                .setIndexedTypes(Long.class, OutageRow.class);
        if (withText) {
            QueryEntity table = configuration.getQueryEntities().iterator().next();
            List<QueryIndex> indexes = new java.util.ArrayList<>(table.getIndexes());
            indexes.add(new QueryIndex("text").setInlineSize(0));
            table.setIndexes(indexes);
        }
        return configuration;
    }
}
