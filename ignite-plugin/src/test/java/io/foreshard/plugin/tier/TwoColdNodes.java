package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.plugin.node.StoppedNodeCommands;
import io.foreshard.tier.Tier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.QueryIndex;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.spi.metric.Metric;

/** Two servers in this JVM that share a store, with one cache of text rows, one backup and an index that is not inlined: each node has a copy of all rows. */
final class TwoColdNodes implements AutoCloseable {
    static final String CACHE = "notes";
    static final int ROWS = 1_000;
    static final int PARTITIONS = 8;
    private static final int VALUE_BYTES = 450;

    private final Path directory;
    private final String group;
    private TestNodes nodes;
    private String scheme = "dir";

    TwoColdNodes(Path directory) {
        this(directory, null);
    }

    /** @param group name of the cache group; null if the cache has none */
    TwoColdNodes(Path directory, String group) {
        this.directory = directory;
        this.group = group;
    }

    static String name(int server) {
        return "server-" + server;
    }

    String store() {
        return scheme + ":" + objects();
    }

    /** Sets the scheme of the store for later starts. */
    void scheme(String other) {
        scheme = other;
    }

    Path objects() {
        return directory.resolve("objects");
    }

    /** Starts both servers and activates the cluster. */
    void start() {
        open();
        server(0);
        server(1).cluster().state(ClusterState.ACTIVE);
    }

    /** Starts both servers, and writes and offloads the rows. */
    void startCold() {
        start();
        write(0, ROWS);
        offload(0);
        offload(1);
    }

    /** Begins a new cluster; servers follow. */
    void open() {
        nodes = new TestNodes(directory);
    }

    Ignite server(int number) {
        return server(number, 0);
    }

    Ignite server(int number, long diskReserve) {
        return nodes.server(
                name(number),
                new ForeshardConfiguration()
                        .setPartitions(64)
                        .setBackups(1)
                        .setTier(new TierConfiguration()
                                .setStoreUri(store())
                                .setGarbageGrace(Duration.ZERO)
                                .setDiskReserve(diskReserve)));
    }

    Ignite ignite(int number) {
        return Ignition.ignite(directory.getFileName() + "-" + name(number));
    }

    void stop(int number) {
        Ignition.stop(ignite(number).name(), true);
    }

    Tier tier(int number) {
        return ignite(number).<Foreshard>plugin(Foreshard.NAME).tier();
    }

    IgniteCache<Integer, String> cache(int number) {
        return ignite(number).cache(CACHE);
    }

    /** Writes rows with the numbers from a first one up to another. */
    void write(int from, int to) {
        Map<Integer, String> rows = new TreeMap<>();
        for (int row = from; row < to; row++) {
            rows.put(row, value(row));
        }
        ignite(1).getOrCreateCache(configuration()).putAll(rows);
    }

    private CacheConfiguration<Integer, String> configuration() {
        QueryEntity entity = new QueryEntity(Integer.class.getName(), String.class.getName())
                .setTableName("NOTES")
                .addQueryField("id", Integer.class.getName(), null)
                .addQueryField("note", String.class.getName(), null)
                .setKeyFieldName("id")
                .setValueFieldName("note")
                .setIndexes(List.of(new QueryIndex("note")));
        return new CacheConfiguration<Integer, String>(CACHE)
                .setGroupName(group)
                .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS))
                .setBackups(1)
                .setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL)
                .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC)
                .setReadFromBackup(false)
                .setSqlSchema("PUBLIC")
                .setQueryEntities(List.of(entity));
    }

    /** The first rows share their first bytes, so that the index compares whole rows; the others are told apart by the bytes in the index. */
    static String value(int row) {
        byte[] value = new byte[VALUE_BYTES];
        new Random(row).nextBytes(value);
        return (row < ROWS ? "note of some length " : (char) ('A' + row - ROWS) + " ")
                + Base64.getEncoder().encodeToString(value);
    }

    /** Offloads the copy of a server. */
    void offload(int number) {
        assertThat(tier(number).offload(CACHE).pages()).isPositive();
    }

    /** Flips a bit in the first page of each object of a server that has pages. */
    void damage(int number) throws IOException {
        for (Path object : objects(number)) {
            try (FileChannel file = FileChannel.open(object, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                ByteBuffer some = ByteBuffer.allocate(1);
                file.read(some, 100);
                some.put(0, (byte) (some.get(0) ^ 4)).flip();
                file.write(some, 100);
            }
        }
    }

    List<Path> objects(int number) {
        return StoredObjects.pages(objects()).stream()
                .filter(file -> file.toString().contains("/" + folder(number) + "-"))
                .toList();
    }

    List<List<?>> sql(int number, String statement, Object... arguments) {
        return cache(number)
                .query(new SqlFieldsQuery(statement).setArgs(arguments))
                .getAll();
    }

    /** Compares each row in each copy, by key and by index. */
    void verify(int rows) throws Exception {
        CachePeekMode[] copies = {CachePeekMode.PRIMARY, CachePeekMode.BACKUP};
        for (int server = 0; server < 2; server++) {
            assertThat(cache(server).localSizeLong(copies)).isEqualTo(rows);
            for (int row = 0; row < rows; row++) {
                assertThat(cache(server).localPeek(row, copies)).isEqualTo(value(row));
            }
        }
        for (int row = 0; row < rows; row += 50) {
            assertThat(sql(0, "SELECT id FROM NOTES WHERE note = ?", value(row)))
                    .isEqualTo(List.of(List.of(row)));
        }
        Judges.findNothing(ignite(0), CACHE);
    }

    /** Waits until both servers own each partition. */
    void awaitOwners() {
        await().atMost(Duration.ofMinutes(2)).until(() -> owned(0) == PARTITIONS && owned(1) == PARTITIONS);
    }

    /** Returns the number of partitions that a server owns. */
    int owned(int number) {
        return sql(
                        number,
                        "SELECT PARTITION_ID FROM SYS.PARTITION_STATES WHERE STATE = 'OWNING' AND NODE_ID = ? AND CACHE_GROUP_ID = ?",
                        ignite(number).cluster().localNode().id(),
                        groupId())
                .size();
    }

    /** Returns Ignite's metric of the last rebalance of a cache group to a server. */
    <T extends Metric> T rebalance(int number, String group, String metric) {
        return ((IgniteEx) ignite(number))
                .context()
                .metric()
                .registry("cacheGroups." + group)
                .findMetric("Rebalancing" + metric);
    }

    private int groupId() {
        return (group == null ? CACHE : group).hashCode();
    }

    /** Returns whether no partition is being filled or given up. */
    boolean isRebalanced() {
        return sql(
                        0,
                        "SELECT PARTITION_ID FROM SYS.PARTITION_STATES WHERE STATE NOT IN ('OWNING', 'EVICTED') AND CACHE_GROUP_ID = ?",
                        groupId())
                .isEmpty();
    }

    /** Returns the persistence directory of a server's copy. */
    Path files(int number) {
        return db(number).resolve(folder(number)).resolve(group == null ? "cache-" + CACHE : "cacheGroup-" + group);
    }

    /** Returns the directory of the tier of a server. */
    Path tierFiles(int number) {
        return db(number).resolve("tier").resolve(folder(number));
    }

    private Path db(int number) {
        return directory.resolve(name(number)).resolve("db");
    }

    private static String folder(int number) {
        return name(number).replace('-', '_');
    }

    StoppedNodeCommands commands(int number) throws IOException {
        return new StoppedNodeCommands(directory, name(number), store());
    }

    /** Fails if a server has called its failure handler. */
    void noFailures() {
        nodes.throwFailures();
    }

    void forgetFailures() {
        nodes.forgetFailures();
    }

    @Override
    public void close() {
        if (nodes != null) {
            nodes.close();
        }
    }
}
