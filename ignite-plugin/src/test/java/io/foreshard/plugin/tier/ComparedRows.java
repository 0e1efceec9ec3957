package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.QueryIndex;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.configuration.CacheConfiguration;

/** Rows of texts that are equal in all bytes that their index inlines, so that a change of one reads others to compare. Immutable. */
record ComparedRows(CacheAtomicityMode mode) {
    static final int ROWS = 100;
    private static final int PREFIX_CHARACTERS = 2_600;

    String name() {
        return "compared-" + mode;
    }

    /** Creates the table with its rows, of which each fills a page, and offloads it. */
    void create(ColdNode node) {
        node.ignite()
                .createCache(new CacheConfiguration<Integer, String>(name())
                        .setAtomicityMode(mode)
                        .setSqlSchema("PUBLIC")
                        .setAffinity(new RendezvousAffinityFunction(false, ColdClients.PARTITIONS))
                        .setQueryEntities(List.of(new QueryEntity(Integer.class.getName(), String.class.getName())
                                .setTableName(table())
                                .setKeyFieldName("ID")
                                .setValueFieldName("TEXT")
                                .addQueryField("ID", Integer.class.getName(), null)
                                .addQueryField("TEXT", String.class.getName(), null)
                                .setIndexes(List.of(new QueryIndex("TEXT"))))));
        for (int row = 0; row < ROWS; row++) {
            insert(node.ignite(), row);
        }
        assertThat(node.tier().offload(name()).pages()).isPositive();
    }

    private String table() {
        return "COMPARED_" + mode;
    }

    IgniteCache<Integer, String> cache(Ignite node) {
        return node.cache(name());
    }

    static String text(int row) {
        return "x".repeat(PREFIX_CHARACTERS) + row;
    }

    void insert(Ignite node, int row) {
        assertThat(cache(node)
                        .query(new SqlFieldsQuery("INSERT INTO " + table() + " (ID, TEXT) VALUES (?, ?)")
                                .setArgs(row, text(row)))
                        .getAll())
                .isEqualTo(List.of(List.of(1L)));
    }
}
