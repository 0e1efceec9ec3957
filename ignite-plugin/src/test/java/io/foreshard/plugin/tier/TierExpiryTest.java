package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.Judges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.cache.CacheException;
import javax.cache.expiry.CreatedExpiryPolicy;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.QueryIndex;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.NearCacheConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows expire while their pages are remote and the store is down. */
@Timeout(180)
class TierExpiryTest {
    private static final String CACHE = "sessions";
    private static final Duration TTL = Duration.ofSeconds(15);
    private static final int EXPIRING = 400;
    private static final int KEYS = 500;

    /** Each of these values takes three pages. */
    private static final int LARGE_EVERY = 50;

    /** The partitions that stay local. */
    private static final int LOCAL_FROM = 6;

    @TempDir
    Path directory;

    private ColdNode node;
    private long expiresAt;

    @BeforeEach
    void open() {
        node = new ColdNode(directory);
        start();
    }

    /** A sweep during the outage would take its files for garbage. */
    private void start() {
        ForeshardConfiguration configuration = ColdNode.configuration(node.store());
        configuration.getTier().setGarbageGrace(Duration.ofHours(1));
        node.start(configuration);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void expire_storeDown_blocksNoCallerAndExpiresLocalRows() throws Exception {
        writeAndOffload(CacheAtomicityMode.ATOMIC, List.of());
        StoreOutage outage = restartInOutage();
        int cold = (int) IntStream.range(0, EXPIRING).filter(this::isCold).count();
        await().atMost(TTL.multipliedBy(3)).untilAsserted(() -> assertThat(timedSize())
                .as("local rows expire, cold ones stay")
                .isEqualTo(cold + KEYS - EXPIRING));
        IntStream.range(0, EXPIRING)
                .filter(key -> !isCold(key))
                .forEach(key -> assertThat(cache().get(key)).as("row %d", key).isNull());
        expireColdRowsAfter(outage);
    }

    @Test
    void expire_storeDownAndIndexReadsColdRows_blocksNoCaller() throws Exception {
        writeAndOffload(CacheAtomicityMode.TRANSACTIONAL, List.of(new QueryIndex("NAME")));
        StoreOutage outage = restartInOutage();
        await().atMost(TTL.multipliedBy(3)).until(() -> System.currentTimeMillis() > expiresAt);
        expireColdRowsAfter(outage);
    }

    @Test
    void expire_nearCacheOnTheServer_expiresItsRows() {
        IgniteCache<Integer, String> cache = node.ignite()
                .createCache(new CacheConfiguration<Integer, String>(CACHE)
                        .setNearConfiguration(new NearCacheConfiguration<>()));
        try (IgniteDataStreamer<Integer, String> rows = node.ignite().dataStreamer(CACHE)) {
            rows.addData(1, value(1));
        }
        var second = new javax.cache.expiry.Duration(TimeUnit.SECONDS, 1);
        cache.withExpiryPolicy(new CreatedExpiryPolicy(second)).put(2, value(2));

        node.tier().offload(CACHE);

        await().atMost(TTL).untilAsserted(() -> assertThat(timedSize()).isEqualTo(1));
        assertThat(cache.get(1)).isEqualTo(value(1));
        assertThat(cache.get(2)).isNull();
    }

    private StoreOutage restartInOutage() throws Exception {
        node.close();
        StoreOutage outage = StoreOutage.begin(node.objects());
        start();
        assertThat(timedSize()).isGreaterThan(KEYS - EXPIRING);
        assertThat(node.tier().size(CACHE).remoteBytes()).isPositive();
        return outage;
    }

    private void expireColdRowsAfter(StoreOutage outage) throws Exception {
        long remoteBytes = node.tier().size(CACHE).remoteBytes();
        IntStream.range(0, EXPIRING).filter(this::isCold).forEach(key -> assertThatThrownBy(() -> cache().get(key))
                .isInstanceOf(CacheException.class));
        assertThat(timedSize()).isGreaterThan(KEYS - EXPIRING);
        checkpoint();
        assertThat(node.tier().size(CACHE).remoteBytes())
                .as("nothing was fetched")
                .isEqualTo(remoteBytes);
        assertThat(node.tier().statistics().blockedChanges()).isZero();
        assertThat(cleanupWorker()).matches(Thread::isAlive);

        outage.end();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(timedSize()).isEqualTo(KEYS - EXPIRING));
        for (int key = EXPIRING; key < KEYS; key++) {
            assertThat(cache().get(key)).isEqualTo(value(key));
        }
        assertThat(cache().query(new SqlFieldsQuery("SELECT COUNT(NAME) FROM SESSIONS"))
                        .getAll())
                .hasToString("[[" + (KEYS - EXPIRING) + "]]");
        assertThat(cleanupWorker()).matches(Thread::isAlive);
        Judges.findNothing(node.ignite(), CACHE);
    }

    private void writeAndOffload(CacheAtomicityMode mode, List<QueryIndex> indexes) {
        IgniteCache<Integer, String> cache = node.ignite()
                .createCache(new CacheConfiguration<Integer, String>(CACHE)
                        .setAtomicityMode(mode)
                        .setAffinity(ColdNode.cache(CACHE).getAffinity())
                        .setQueryEntities(List.of(new QueryEntity(Integer.class, String.class)
                                .setTableName("SESSIONS")
                                .setKeyFieldName("ID")
                                .addQueryField("ID", Integer.class.getName(), null)
                                .setValueFieldName("NAME")
                                .addQueryField("NAME", String.class.getName(), null)
                                .setIndexes(indexes))));
        Map<Integer, String> rows = new TreeMap<>();
        IntStream.range(EXPIRING, KEYS).forEach(key -> rows.put(key, value(key)));
        cache.putAll(rows);
        rows.clear();
        IntStream.range(0, EXPIRING).forEach(key -> rows.put(key, value(key)));
        cache.withExpiryPolicy(
                        new CreatedExpiryPolicy(new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, TTL.toMillis())))
                .putAll(rows);
        expiresAt = System.currentTimeMillis() + TTL.toMillis();
        assertThat(node.tier()
                        .offload(CACHE, IntStream.range(0, LOCAL_FROM).toArray())
                        .pages())
                .isPositive();
        assertThat(cache.size())
                .as("the rows expire after the restart, else this machine is too slow")
                .isEqualTo(KEYS);
    }

    private boolean isCold(int key) {
        return node.ignite().affinity(CACHE).partition(key) < LOCAL_FROM;
    }

    private int timedSize() {
        long begin = System.nanoTime();
        int size = cache().size(CachePeekMode.ALL);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        return size;
    }

    private void checkpoint() throws Exception {
        ((IgniteEx) node.ignite())
                .context()
                .cache()
                .context()
                .database()
                .forceCheckpoint("test")
                .futureFor(CheckpointState.FINISHED)
                .get(10, TimeUnit.SECONDS);
    }

    private Thread cleanupWorker() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ttl-cleanup-worker")
                        && thread.getName().contains(node.ignite().name()))
                .findFirst()
                .orElseThrow();
    }

    private IgniteCache<Integer, String> cache() {
        return node.ignite().cache(CACHE);
    }

    private static String value(int key) {
        return "session of user ".repeat(key % LARGE_EVERY == 0 ? 600 : 30) + key;
    }
}
