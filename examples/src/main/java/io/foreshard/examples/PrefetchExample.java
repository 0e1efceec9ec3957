package io.foreshard.examples;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ObjectKey;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.prefetch.Outcome;
import io.foreshard.prefetch.Prefetcher;
import io.foreshard.prefetch.PrefetchingCache;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.eviction.lru.LruEvictionPolicyFactory;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.configuration.NearCacheConfiguration;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/**
 * Example of prefetching on a thick client: the client reports sessions and actions to the prefetcher, and reads through its caches.
 *
 * <p>The near caches hold prefetched rows in the memory of this process. Without them a prefetch warms the memory of the servers. The products
 * are those of {@link SpringDataExample}.
 */
public final class PrefetchExample implements AutoCloseable {
    private static final String DEFAULT_ADDRESS = "127.0.0.1:47500..47509";
    private static final int NEAR_ENTRIES = 10_000;
    private static final int ACTIONS = 20;
    private static final int HISTORY = 10;

    private final Ingestion ingestion;
    private final Prefetcher prefetcher;
    private final PrefetchingCache<TransactionKey, TransactionRecord> transactions;
    private final PrefetchingCache<ObjectKey, Product> products;

    /**
     * Creates near caches and a prefetcher; the caller closes the client.
     *
     * @throws javax.cache.CacheException if there is no table of products, or this node uses one of the caches without a near cache
     */
    public PrefetchExample(Ignite client) {
        near(client, TableNames.DEFAULT.transactions());
        near(client, Product.CACHE);
        Foreshard foreshard = client.plugin(Foreshard.NAME);
        ingestion = foreshard.ingestion();
        prefetcher = foreshard.prefetcher(Product.CACHE);
        transactions = prefetcher.transactions();
        products = prefetcher.objects(Product.CACHE);
    }

    /** Runs the example; the arguments are discovery addresses of servers, by default {@code 127.0.0.1:47500..47509}. */
    public static void main(String[] arguments) {
        List<String> addresses = arguments.length == 0 ? List.of(DEFAULT_ADDRESS) : Arrays.asList(arguments);
        try (Ignite client = Ignition.start(configuration(addresses));
                PrefetchExample example = new PrefetchExample(client)) {
            example.run(System.out);
        }
    }

    /** Replays a session of the first user and prints the outcome of the prefetched rows. */
    void run(PrintStream out) {
        UUID user = ExampleData.user(0);
        startSession(user);
        out.printf(
                "User %s returns, with %d transactions before.%n",
                user, history(user).size());
        for (UserAction action : ExampleData.session(0, ACTIONS)) {
            out.println("  " + act(action));
        }
        out.printf(
                "Prefetched rows: %d fetched; %d read after their fetch, %d during it.%n",
                prefetcher.statistics().issued(),
                prefetcher.statistics().ended(Outcome.USED),
                prefetcher.statistics().ended(Outcome.LATE));
    }

    /** Starts the session of a returning user; the prefetcher reads the user's last transactions. */
    public void startSession(UUID user) {
        prefetcher.onSessionStart(user);
    }

    /** Returns the first records of a user's last transactions. */
    public Collection<TransactionRecord> history(UUID user) {
        List<Receipt> recent = ingestion.receipts(user);
        Set<TransactionKey> last = recent.subList(Math.max(0, recent.size() - HISTORY), recent.size()).stream()
                .map(receipt -> receipt.key(0))
                .collect(Collectors.toSet());
        return transactions.getAll(last).values();
    }

    /** Records an action and returns its product; the prefetcher reads the products that will probably follow. */
    public Product act(UserAction action) {
        ingestion.record(List.of(action));
        prefetcher.onAction(action);
        return product(action.objectId());
    }

    /** Returns a product, or null if there is none with this number. */
    public Product product(long objectId) {
        return products.get(ExampleData.key(objectId));
    }

    Prefetcher prefetcher() {
        return prefetcher;
    }

    @Override
    public void close() {
        prefetcher.close();
    }

    private static void near(Ignite client, String cache) {
        client.getOrCreateNearCache(
                cache,
                new NearCacheConfiguration<>()
                        .setNearEvictionPolicyFactory(new LruEvictionPolicyFactory<>(NEAR_ENTRIES)));
    }

    /** Returns the configuration of a thick client; the settings of the partition map are those of the servers. */
    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin
    private static IgniteConfiguration configuration(List<String> addresses) {
        return new IgniteConfiguration()
                .setIgniteInstanceName("prefetch-example")
                .setClientMode(true)
                .setDiscoverySpi(
                        new TcpDiscoverySpi().setIpFinder(new TcpDiscoveryVmIpFinder().setAddresses(addresses)))
                .setPluginConfigurations(new ForeshardConfiguration());
    }
}
