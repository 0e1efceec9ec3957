package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.tier.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.plugin.PluginConfiguration;

/**
 * A server in this JVM with two caches beside the tables of the plugin, which need no class of the plugin: {@link #COLD}, which tests offload, and {@link
 * #UNTIERED}, which they never do.
 */
final class ColdNode implements AutoCloseable {
    static final String COLD = "cold";
    static final String UNTIERED = "untiered";
    static final String NAME = "server-0";
    static final int ROWS = 400;
    static final int PARTITION = 5;
    static final int CACHE_PARTITIONS = 8;
    private static final int VALUE_BYTES = 600;

    private final Path directory;
    private final Path objects;
    private TestNodes nodes;
    private Ignite node;

    ColdNode(Path directory) {
        this(directory, directory.resolve("objects"));
    }

    /** @param objects directory of the store */
    ColdNode(Path directory, Path objects) {
        this.directory = directory;
        this.objects = objects;
    }

    static ForeshardConfiguration configuration(String storeUri) {
        ForeshardConfiguration configuration =
                new ForeshardConfiguration().setPartitions(64).setBackups(0);
        return storeUri == null
                ? configuration
                : configuration.setTier(
                        new TierConfiguration().setStoreUri(storeUri).setGarbageGrace(Duration.ZERO));
    }

    /** Starts the server and activates the cluster; throws if it does not start, and can be called again then. */
    Ignite start(PluginConfiguration plugin) {
        nodes = new TestNodes(directory);
        node = nodes.server(NAME, plugin);
        node.cluster().state(ClusterState.ACTIVE);
        return node;
    }

    Ignite start(String storeUri) {
        return start(configuration(storeUri));
    }

    /** Starts a client of the cluster, whose operations reach the server as messages. */
    Ignite client(String name) {
        return nodes.client(name, configuration(null));
    }

    @Override
    public void close() {
        if (nodes != null) {
            nodes.close();
        }
    }

    /** For a server that is meant to fail. */
    void forgetFailures() {
        nodes.forgetFailures();
    }

    Ignite ignite() {
        return node;
    }

    Tier tier() {
        return node.<Foreshard>plugin(Foreshard.NAME).tier();
    }

    String store() {
        return "dir:" + objects();
    }

    Path objects() {
        return objects;
    }

    /** Returns the work directory of the server. */
    Path work() {
        return directory.resolve(NAME);
    }

    /** Returns the persistence directory. */
    Path files() {
        return work().resolve("db").resolve(folder());
    }

    /** Returns the directory of the tier. */
    Path tierFiles() {
        return files().resolveSibling("tier").resolve(folder());
    }

    private static String folder() {
        return NAME.replace('-', '_');
    }

    /** Returns the directory of the table's group. */
    static String tableDirectory() {
        return "cacheGroup-" + TableNames.DEFAULT.group();
    }

    Path partitionFile() {
        return files().resolve(tableDirectory()).resolve("part-" + PARTITION + ".bin");
    }

    Path residency() {
        return tierFiles().resolve(tableDirectory());
    }

    IgniteCache<TransactionKey, TransactionRecord> table() {
        return node.cache(TableNames.DEFAULT.transactions());
    }

    /** Writes the rows of the table and of both caches. */
    void write(int version) {
        TierRows.write(table(), PARTITION, ROWS, version);
        writeCaches();
    }

    void writeCaches() {
        for (String name : new String[] {COLD, UNTIERED}) {
            Map<Integer, byte[]> rows = new TreeMap<>();
            for (int row = 0; row < ROWS; row++) {
                rows.put(row, value(row));
            }
            node.getOrCreateCache(cache(name)).putAll(rows);
        }
    }

    static CacheConfiguration<Integer, byte[]> cache(String name) {
        return new CacheConfiguration<Integer, byte[]>(name)
                .setAffinity(new RendezvousAffinityFunction(false, CACHE_PARTITIONS));
    }

    static byte[] value(int row) {
        byte[] value = new byte[VALUE_BYTES];
        new Random(row).nextBytes(value);
        return value;
    }

    /** Offloads the partition of the table. */
    void offload() {
        assertThat(tier().offload(TableNames.DEFAULT.transactions(), PARTITION).pages())
                .isPositive();
    }

    /** Compares each row of the table and of both caches. */
    void verify(int version) {
        TierRows.verify(table(), PARTITION, ROWS, version);
        verify(COLD);
        verify(UNTIERED);
    }

    void verify(String cache) {
        IgniteCache<Integer, byte[]> rows = node.cache(cache);
        assertThat(rows.size()).isEqualTo(ROWS);
        for (int row = 0; row < ROWS; row++) {
            assertThat(rows.get(row)).as("row %d of %s", row, cache).isEqualTo(value(row));
        }
    }

    /** Replaces a file, or a directory and all below it. */
    static void copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            Files.createDirectories(to.getParent());
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        delete(to);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (!file.toString().endsWith(".tmp")) { // a running node may rename it in between
                    Files.copy(file, target);
                }
            }
        }
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
