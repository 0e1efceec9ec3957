package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.cache.CacheException;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;

/**
 * Rows of caches with a version each, and a thread that updates them through one node. Each cache has the same rows. The versions are those of acknowledged
 * updates; they are read when the thread has ended.
 */
final class UpdatedRows {
    private static final int VALUE_BYTES = 600;
    private static final int MIN_UPDATES = 50;

    private final List<String> caches;
    private final int[] versions;
    private volatile boolean running;
    private volatile int updates;
    private Thread thread;

    UpdatedRows(int rows, String... caches) {
        this.caches = List.of(caches);
        versions = new int[rows];
    }

    /** Writes all rows in their present version. */
    void write(Ignite node) {
        Map<Integer, byte[]> all = new HashMap<>();
        for (int row = 0; row < versions.length; row++) {
            all.put(row, value(row, versions[row]));
        }
        caches.forEach(cache -> node.cache(cache).putAll(all));
    }

    /** Starts the thread. */
    void begin(Ignite node) {
        running = true;
        updates = 0;
        thread = new Thread(() -> update(node), "updates");
        thread.start();
    }

    private void update(Ignite node) {
        Random random = new Random(versions[0] + 1);
        while (running) {
            int row = random.nextInt(versions.length);
            for (String name : caches) {
                IgniteCache<Integer, byte[]> cache = node.cache(name);
                assertThat(cache.get(row)).isEqualTo(value(row, versions[row]));
                put(cache, row, versions[row] + 1);
            }
            versions[row]++;
            updates++;
        }
    }

    /** A change of the topology may fail an update: it is repeated. */
    private static void put(IgniteCache<Integer, byte[]> cache, int row, int version) {
        for (int attempt = 0; attempt < 10; attempt++) {
            try {
                cache.put(row, value(row, version));
                return;
            } catch (CacheException e) {
                if (attempt == 9) {
                    throw e;
                }
            }
        }
    }

    /** Ends the thread; fails if it has not made some updates. */
    void end() throws InterruptedException {
        await().atMost(Duration.ofMinutes(1)).until(() -> updates > MIN_UPDATES || !thread.isAlive());
        running = false;
        thread.join();
        assertThat(updates).isGreaterThan(MIN_UPDATES);
    }

    /** Compares each row of each cache, read through a node. */
    void verify(Ignite node) {
        for (String cache : caches) {
            for (int row = 0; row < versions.length; row++) {
                assertThat(node.<Integer, byte[]>cache(cache).get(row))
                        .as("row %d of %s", row, cache)
                        .isEqualTo(value(row, versions[row]));
            }
        }
    }

    private static byte[] value(int row, int version) {
        byte[] value = new byte[VALUE_BYTES];
        new Random(row * 1_000L + version).nextBytes(value);
        return value;
    }
}
