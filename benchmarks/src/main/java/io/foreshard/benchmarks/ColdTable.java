package io.foreshard.benchmarks;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.store.ListedObject;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOptions;
import io.foreshard.tier.Tier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.QueryIndex;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.configuration.CacheConfiguration;

/** A table of rows of 600 bytes that is read while it is cold. Each group of 100 rows with the same indexed column lies scattered over all its pages. */
final class ColdTable implements AutoCloseable {
    static final String NAME = "cold";
    static final int ROWS = 100_000;
    static final int PARTITIONS = 4;
    static final int GROUPS = ROWS / 100;
    private static final int PAYLOAD_BYTES = 600;

    private static final long REGION_BYTES = 512L << 20;
    private static final long MANIFEST_BYTES = 1 << 20;

    private final BenchmarkNode node;
    private final ObjectStore bare;

    private ColdTable(BenchmarkNode node, ObjectStore bare) {
        this.node = node;
        this.bare = bare;
    }

    /**
     * Starts a node; creates, fills and offloads the table.
     *
     * @param uri store of cold pages
     */
    static ColdTable create(RunDirectory directory, String uri) throws ObjectStoreException {
        return create(directory, 0, new TierConfiguration().setStoreUri(uri));
    }

    /**
     * Starts a node; creates, fills and offloads the table.
     *
     * @param number a number that no other node of this JVM has, from 0 to 99
     */
    static ColdTable create(RunDirectory directory, int number, TierConfiguration tier) throws ObjectStoreException {
        ColdTable table = new ColdTable(
                BenchmarkNode.start(
                        NAME + "-" + number,
                        number,
                        directory.path(),
                        REGION_BYTES,
                        new ForeshardConfiguration().setBackups(0).setTier(tier)),
                ObjectStores.open(tier.getStoreUri(), StoreOptions.none()));
        table.load();
        return table;
    }

    private void load() {
        QueryEntity entity = new QueryEntity(Integer.class.getName(), Row.class.getName())
                .setTableName("COLD")
                .setKeyFieldName("id")
                .addQueryField("id", Integer.class.getName(), null)
                .addQueryField("part", Integer.class.getName(), null)
                .addQueryField("payload", byte[].class.getName(), null)
                .setIndexes(List.of(new QueryIndex("part")));
        node.ignite()
                .createCache(new CacheConfiguration<Integer, Row>(NAME)
                        .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS))
                        .setSqlSchema("PUBLIC")
                        .setQueryEntities(List.of(entity)));
        Random random = new Random(1);
        try (IgniteDataStreamer<Integer, Row> streamer = node.ignite().dataStreamer(NAME)) {
            for (int id = 0; id < ROWS; id++) {
                byte[] payload = new byte[PAYLOAD_BYTES];
                random.nextBytes(payload);
                streamer.addData(id, new Row(id % GROUPS, payload));
            }
        }
        makeCold();
    }

    /** Offloads all its pages and empties the page memory. */
    void makeCold() {
        node.tier().offload(NAME);
        node.forgetMemory();
    }

    IgniteCache<Integer, Row> cache() {
        return node.ignite().cache(NAME);
    }

    BenchmarkNode node() {
        return node;
    }

    Tier tier() {
        return node.tier();
    }

    /** Returns the store of its pages, without the tier. */
    ObjectStore bareStore() {
        return bare;
    }

    /** Returns the objects of its pages. */
    List<ListedObject> objects() throws ObjectStoreException {
        List<ListedObject> objects = new ArrayList<>();
        bare.forEach("", object -> {
            if (object.bytes() > MANIFEST_BYTES) {
                objects.add(object);
            }
        });
        return objects;
    }

    /** Returns the rows of a group in the order of a secondary index. */
    List<List<?>> range(int group, String hint) {
        return cache().query(
                        new SqlFieldsQuery("SELECT " + hint + "id, payload FROM PUBLIC.COLD WHERE part BETWEEN ? AND ?")
                                .setArgs(group % GROUPS, group % GROUPS))
                .getAll();
    }

    /** Scans a partition; returns its number of rows. */
    int scan(int partition) {
        int rows = 0;
        try (var cursor = cache().query(new ScanQuery<Integer, Row>(partition))) {
            for (var row : cursor) {
                rows += row.getValue() == null ? 0 : 1;
            }
        }
        return rows;
    }

    /** Returns the keys of rows at random places. */
    static Set<Integer> keys(int count, long seed) {
        Random random = new Random(seed);
        Set<Integer> keys = new LinkedHashSet<>();
        while (keys.size() < count) {
            keys.add(random.nextInt(ROWS));
        }
        return keys;
    }

    @Override
    public void close() throws ObjectStoreException {
        bare.close();
        node.close();
    }

    /** A row. */
    static final class Row {
        private final int part;
        private final byte[] payload;

        Row(int part, byte[] payload) {
            this.part = part;
            this.payload = payload;
        }

        /** Returns the group and the length of the row, so that a reader looks at both fields. */
        @Override
        public String toString() {
            return "row of group " + part + ", " + payload.length + " bytes";
        }
    }
}
