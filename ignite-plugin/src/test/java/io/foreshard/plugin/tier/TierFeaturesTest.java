package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import io.foreshard.tier.Tier;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.crypto.KeyGenerator;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.QueryIndex;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.DiskPageCompression;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.configuration.PageReplacementMode;
import org.apache.ignite.configuration.WALMode;
import org.apache.ignite.internal.processors.cache.persistence.file.RandomAccessFileIOFactory;
import org.apache.ignite.spi.encryption.keystore.KeystoreEncryptionSpi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Features of Ignite on caches of which at least half is remote, and no page in memory: one server with pages of 16 KiB, restarted with other settings and
 * without an index file. Each test has a cache of its own.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TierFeaturesTest {
    private static final String PLAIN = "plain";
    private static final String DUMPED = "dumped";
    private static final String OTHER_REGION = "other-region";
    private static final String COMPRESSED = "compressed";
    private static final String EXPIRING = "expiring";
    private static final String INDEXED = "indexed";
    private static final String UNLOGGED = "unlogged";
    private static final String ENCRYPTED = "encrypted";
    private static final String[] COLD = {PLAIN, DUMPED, OTHER_REGION, COMPRESSED, INDEXED, UNLOGGED, EXPIRING};
    private static final int ROWS = 2_000;
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(30);
    private static final int VALUE_CHARACTERS = 600;
    private static final int PAGE_BYTES = 16_384;
    private static final char[] PASSWORD = "not a secret".toCharArray();

    @TempDir
    static Path directory;

    private static TestNodes nodes;
    private static Ignite node;
    private static long expiryMillis;

    @BeforeAll
    static void start() throws IOException, GeneralSecurityException {
        writeKeys();
        start(storage(WALMode.LOG_ONLY, PageReplacementMode.CLOCK, 128));
        for (String name : COLD) {
            create(new CacheConfiguration<>(name));
        }
        create(new CacheConfiguration<Integer, String>(ENCRYPTED).setEncryptionEnabled(true));
        RemoteShare.offload(node, COLD);
        nodes.close();
        try (Stream<Path> files = Files.walk(directory.resolve("server-0/db"))) {
            Path index = files.filter(file -> file.endsWith("cache-" + INDEXED + "/index.bin"))
                    .findFirst()
                    .orElseThrow();
            Files.delete(index);
        }
        start(storage(WALMode.FSYNC, PageReplacementMode.RANDOM_LRU, 256)
                .setFileIOFactory(new RandomAccessFileIOFactory())
                .setCheckpointThreads(2));
        RemoteShare.atLeastHalf(node, EXPIRING);
        assertThat(System.currentTimeMillis())
                .as("rows expire after they are cold, else this machine is too slow")
                .isLessThan(expiryMillis);
    }

    private static void start(DataStorageConfiguration storage) {
        nodes = new TestNodes(directory);
        KeystoreEncryptionSpi encryption = new KeystoreEncryptionSpi();
        encryption.setKeyStorePath(keys().toString());
        encryption.setKeyStorePassword(PASSWORD);
        IgniteConfiguration configuration = nodes.configuration(
                        "server-0", ColdNode.configuration("dir:" + directory.resolve("objects")))
                .setDataStorageConfiguration(storage)
                .setEncryptionSpi(encryption);
        node = Ignition.start(configuration);
        node.cluster().state(ClusterState.ACTIVE);
    }

    private static DataStorageConfiguration storage(WALMode wal, PageReplacementMode replacement, int megabytes) {
        return new DataStorageConfiguration()
                .setPageSize(PAGE_BYTES)
                .setCheckpointFrequency(600_000)
                .setWalMode(wal)
                .setDefaultDataRegionConfiguration(region("default", replacement, megabytes))
                .setDataRegionConfigurations(region(OTHER_REGION, replacement, megabytes));
    }

    private static DataRegionConfiguration region(String name, PageReplacementMode replacement, int megabytes) {
        return new DataRegionConfiguration()
                .setName(name)
                .setPersistenceEnabled(true)
                .setPageReplacementMode(replacement)
                .setInitialSize(32L << 20)
                .setMaxSize((long) megabytes << 20);
    }

    private static void create(CacheConfiguration<Integer, String> configuration) {
        String name = configuration.getName();
        configuration.setAffinity(new RendezvousAffinityFunction(false, 4));
        if (name.equals(OTHER_REGION)) {
            configuration.setDataRegionName(OTHER_REGION);
        }
        if (name.equals(COMPRESSED)) {
            configuration.setDiskPageCompression(DiskPageCompression.LZ4);
        }
        if (name.equals(INDEXED)) {
            configuration
                    .setSqlSchema("PUBLIC")
                    .setQueryEntities(List.of(new QueryEntity(Integer.class.getName(), String.class.getName())
                            .setTableName("NOTES")
                            .addQueryField("id", Integer.class.getName(), null)
                            .addQueryField("note", String.class.getName(), null)
                            .setKeyFieldName("id")
                            .setValueFieldName("note")
                            .setIndexes(List.of(new QueryIndex("note")))));
        }
        IgniteCache<Integer, String> cache = node.createCache(configuration);
        if (name.equals(EXPIRING)) {
            cache = cache.withExpiryPolicy(new CreatedExpiryPolicy(
                    new javax.cache.expiry.Duration(TimeUnit.SECONDS, TIME_TO_LIVE.toSeconds())));
            expiryMillis = System.currentTimeMillis() + TIME_TO_LIVE.toMillis();
        }
        cache.putAll(rows(0));
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    void start_otherRegionSizesWalModeReplacementAndFiles_readsColdRows() {
        RemoteShare.atLeastHalf(node, PLAIN);
        verify(PLAIN, 0);
        update(PLAIN);
    }

    @Test
    void get_secondDataRegion_readsColdRows() {
        RemoteShare.atLeastHalf(node, OTHER_REGION);
        verify(OTHER_REGION, 0);
        update(OTHER_REGION);
    }

    @Test
    void get_compressedPages_readsColdRows() {
        RemoteShare.atLeastHalf(node, COMPRESSED);
        verify(COMPRESSED, 0);
        update(COMPRESSED);
    }

    @Test
    @Order(Integer.MAX_VALUE - 1) // the rows expire while the other tests run
    void expire_coldRows_removesThem() {
        await().atMost(Duration.ofMinutes(2)).until(() -> cache(EXPIRING).size() == 0);

        assertThat(cache(EXPIRING).get(1)).isNull();
        cache(EXPIRING).putAll(rows(1));
        verify(EXPIRING, 1);
    }

    @Test
    @Order(Integer.MAX_VALUE) // the judge of the indexes fetches the pages of all caches
    void start_indexFileMissing_isRebuiltFromColdRows() throws Exception {
        cache(INDEXED).indexReadyFuture().get(120_000);

        for (int row = 0; row < ROWS; row += 20) {
            assertThat(cache(INDEXED)
                            .query(new SqlFieldsQuery("SELECT id FROM NOTES WHERE note = ?").setArgs(value(row, 0)))
                            .getAll())
                    .isEqualTo(List.of(List.of(row)));
        }
        Judges.findNothing(node, INDEXED);
    }

    @Test
    void disableWal_coldRowsChanged_keepsTheChanges() {
        RemoteShare.atLeastHalf(node, UNLOGGED);
        node.cluster().disableWal(UNLOGGED);
        cache(UNLOGGED).putAll(rows(1));
        RemoteShare.offload(node, UNLOGGED);
        node.cluster().enableWal(UNLOGGED);

        verify(UNLOGGED, 1);
        update(UNLOGGED);
    }

    @Test
    void createDump_coldRows_isRefused() {
        RemoteShare.atLeastHalf(node, DUMPED);

        assertThatThrownBy(() ->
                        node.snapshot().createDump("dump", List.of(DUMPED)).get())
                .hasStackTraceContaining("A snapshot would copy holes");

        verify(DUMPED, 0);
    }

    @Test
    void offload_encryptedCache_isRefused() {
        assertThatThrownBy(() -> tier().offload(ENCRYPTED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is encrypted: its partitions cannot be offloaded");

        verify(ENCRYPTED, 0);
    }

    /** Changes rows that were offloaded again, and reads them when the changed ones are remote. */
    private static void update(String name) {
        RemoteShare.offload(node, name);
        cache(name).putAll(rows(2));
        RemoteShare.offload(node, name);
        verify(name, 2);
    }

    private static void verify(String name, int version) {
        for (int row = 0; row < ROWS; row++) {
            assertThat(cache(name).get(row)).as("row %d of %s", row, name).isEqualTo(value(row, version));
        }
    }

    private static Map<Integer, String> rows(int version) {
        Map<Integer, String> rows = new HashMap<>();
        for (int row = 0; row < ROWS; row++) {
            rows.put(row, value(row, version));
        }
        return rows;
    }

    /** The first characters are the same in all values: the index compares rows. */
    private static String value(int row, int version) {
        StringBuilder value = new StringBuilder("a note that begins as all others do ");
        new Random(row * 10L + version)
                .ints(VALUE_CHARACTERS, 'a', 'z' + 1)
                .forEach(character -> value.append((char) character));
        return value.toString();
    }

    private static IgniteCache<Integer, String> cache(String name) {
        return node.cache(name);
    }

    private static Tier tier() {
        return node.<Foreshard>plugin(Foreshard.NAME).tier();
    }

    private static Path keys() {
        return directory.resolve("keys");
    }

    private static void writeKeys() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, PASSWORD);
        store.setEntry(
                KeystoreEncryptionSpi.DEFAULT_MASTER_KEY_NAME,
                new KeyStore.SecretKeyEntry(KeyGenerator.getInstance(KeystoreEncryptionSpi.CIPHER_ALGO)
                        .generateKey()),
                new KeyStore.PasswordProtection(PASSWORD));
        try (OutputStream file = Files.newOutputStream(keys())) {
            store.store(file, PASSWORD);
        }
    }
}
