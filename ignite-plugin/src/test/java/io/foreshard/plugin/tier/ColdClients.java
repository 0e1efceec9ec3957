package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.MetricsConfiguration;
import io.foreshard.plugin.TestPorts;
import io.foreshard.plugin.TierConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.configuration.CacheConfiguration;

/**
 * A server and two clients, with a cache for each of some operations, whose partitions have remote and local pages: the first rows are cold, later ones are
 * hot. Each row fills a page.
 */
final class ColdClients implements AutoCloseable {
    static final int PARTITIONS = 8;
    static final int COLD_ROWS = 20 * PARTITIONS;
    private static final int HOT_ROWS = 5 * PARTITIONS;
    static final int FIRST_HOT = 10_000;
    private static final int METRICS_PORT = TestPorts.port(95);

    private final ColdNode node;
    private final String store;
    private final Duration deadline;
    private Collection<ColdOperation> operations;
    private List<ComparedRows> compared = List.of();
    private List<Ignite> clients;

    /**
     * Creates the cluster.
     *
     * @param scheme of the store's URI
     * @param deadline of a request to the store
     */
    ColdClients(Path directory, String scheme, Duration deadline) {
        node = new ColdNode(directory);
        store = scheme + ":" + directory.resolve("objects");
        this.deadline = deadline;
    }

    private ForeshardConfiguration configuration() {
        return new ForeshardConfiguration()
                .setPartitions(64)
                .setBackups(0)
                .setMetrics(new MetricsConfiguration().setPort(METRICS_PORT))
                .setTier(new TierConfiguration()
                        .setStoreUri(store)
                        .setGarbageGrace(Duration.ZERO)
                        .setRequestDeadline(deadline));
    }

    /** Adds tables whose rows are all cold; to be called before the start. */
    void add(List<ComparedRows> tables) {
        compared = tables;
    }

    /** Writes and offloads the cold rows, starts the server again, and writes the hot rows. */
    void start(Collection<ColdOperation> wanted) {
        operations = wanted;
        node.start(configuration());
        for (ColdOperation operation : operations) {
            node.ignite()
                    .getOrCreateCache(new CacheConfiguration<Integer, byte[]>(operation.cacheName())
                            .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS))
                            .setAtomicityMode(operation.mode))
                    .putAll(rows(0, COLD_ROWS));
            assertThat(node.tier().offload(operation.cacheName()).pages()).isGreaterThan(COLD_ROWS * 9 / 10);
        }
        compared.forEach(rows -> rows.create(node));
        node.close();
        node.start(configuration());
        clients = List.of(node.client("client-1"), node.client("client-2"));
        operations.forEach(operation -> operation.cache(clients.get(0)).putAll(rows(FIRST_HOT, FIRST_HOT + HOT_ROWS)));
        clients.forEach(this::hotOperations);
    }

    private static Map<Integer, byte[]> rows(int from, int to) {
        Map<Integer, byte[]> rows = new TreeMap<>();
        for (int row = from; row < to; row++) {
            rows.put(row, ColdOperation.value(row));
        }
        return rows;
    }

    ColdNode node() {
        return node;
    }

    List<Ignite> clients() {
        return clients;
    }

    /** Reads and writes each hot row of each cache. */
    void hotOperations(Ignite client) {
        Map<Integer, byte[]> rows = rows(FIRST_HOT, FIRST_HOT + HOT_ROWS);
        for (ColdOperation operation : operations) {
            IgniteCache<Integer, byte[]> cache = operation.cache(client);
            rows.forEach((row, value) -> {
                assertThat(cache.get(row)).isEqualTo(value);
                cache.put(row, value);
                cache.invoke(row, (entry, arguments) -> entry.exists());
            });
            assertThat(cache.getAll(rows.keySet())).hasSize(HOT_ROWS);
            cache.putAll(rows);
        }
    }

    /** Returns the requests that the server has deferred and not run yet. */
    static int waiting() throws IOException, InterruptedException {
        String name = "foreshard_tier_waiting_requests ";
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + METRICS_PORT + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return response.body()
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> (int) Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        node.close();
    }
}
