package io.foreshard.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.key.TransactionKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.cache.CacheKeyConfiguration;
import org.apache.ignite.cache.affinity.Affinity;
import org.apache.ignite.client.ClientCache;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.ClientConfiguration;
import org.apache.ignite.configuration.ClientConnectorConfiguration;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Counts the hops of a thin client's reads on three servers.
 *
 * <p>A server that is not the primary of a key forwards the read in one message (there are no backups that it could read
 * itself), so the messages of that type which the servers sent to each other are exactly the reads that took a second hop.
 */
class ThinClientHopsTest {
    private static final int SERVERS = 3;
    private static final int FIRST_PORT = 19_100;
    private static final int FIRST_CLIENT_PORT = 19_180;
    private static final String CACHE = "transactions";
    private static final String SQL_KEY_TYPE = "SqlKey";
    private static final String FORWARDED_READ = "GridNearSingleGetRequest";

    @TempDir
    private static Path directory;

    private static final List<Ignite> SERVER_NODES = new ArrayList<>();
    private static final List<TransactionKey> KEYS = new ArrayList<>();

    @BeforeAll
    static void startServers() {
        TcpDiscoveryVmIpFinder addresses = new TcpDiscoveryVmIpFinder(true);
        for (int server = 0; server < SERVERS; server++) {
            SERVER_NODES.add(Ignition.start(server(server, addresses)));
        }
        Random random = new Random(42);
        for (int number = 0; number < 300; number++) {
            KEYS.add(new TransactionKey(random.nextLong() >>> 1, new UUID(number, number), 1, 0));
        }
        try (IgniteClient client = Ignition.startClient(client())) {
            ClientCache<TransactionKey, Integer> cache = client.cache(CACHE);
            for (int number = 0; number < KEYS.size(); number++) {
                cache.put(KEYS.get(number), number);
            }
        }
    }

    @AfterAll
    static void stopServers() {
        SERVER_NODES.forEach(Ignite::close);
    }

    @Test
    void get_withMapper_takesOneHop() {
        ClientConfiguration configuration = client().setPartitionAwarenessMapperFactory(
                        (cache, partitions) -> new ProfilePartitionMapper(partitions));

        try (IgniteClient client = Ignition.startClient(configuration)) {
            ClientCache<TransactionKey, Integer> cache = client.cache(CACHE);
            // The client opens its connections to the other servers in the background.
            await().atMost(Duration.ofSeconds(30)).until(() -> forwardedReadsOf(cache) == 0);

            assertThat(forwardedReadsOf(cache)).isZero();
        }
    }

    @Test
    void get_withoutMapper_takesASecondHop() {
        try (IgniteClient client = Ignition.startClient(
                client().setAddresses("127.0.0.1:" + FIRST_CLIENT_PORT).setPartitionAwarenessEnabled(false))) {
            Affinity<TransactionKey> affinity = SERVER_NODES.get(0).affinity(CACHE);
            long elsewhere = KEYS.stream()
                    .filter(key ->
                            !affinity.isPrimary(SERVER_NODES.get(0).cluster().localNode(), key))
                    .count();

            assertThat(elsewhere).isBetween(100L, 290L);
            assertThat(forwardedReadsOf(client.cache(CACHE))).isEqualTo(elsewhere);
        }
    }

    @Test
    void partition_onServerAndMapper_isEqual() {
        Affinity<TransactionKey> affinity = SERVER_NODES.get(1).affinity(CACHE);
        ProfilePartitionMapper mapper = new ProfilePartitionMapper(affinity.partitions());

        assertThat(KEYS).allSatisfy(key -> {
            Object binary = SERVER_NODES.get(1).binary().toBinary(key);
            assertThat(affinity.partition(key)).isEqualTo(mapper.partition(binary));
        });
    }

    /** Tables created with SQL have key types without classes, and columns in upper case. */
    @Test
    void partition_keyOfAnSqlTable_isThatOfTheServer() {
        Affinity<BinaryObject> affinity = SERVER_NODES.get(1).affinity(CACHE);
        ProfilePartitionMapper mapper = new ProfilePartitionMapper(affinity.partitions());

        assertThat(KEYS).allSatisfy(key -> {
            BinaryObject sqlKey = SERVER_NODES
                    .get(1)
                    .binary()
                    .builder(SQL_KEY_TYPE)
                    .setField("PROFILE_ID", key.profileId())
                    .setField("HASH_KEY", key.hashKey())
                    .build();
            assertThat(mapper.partition(sqlKey))
                    .isEqualTo(affinity.partition(sqlKey))
                    .isEqualTo(mapper.partition(key));
        });
    }

    /** Reads each key once, checks the values, and returns the number of reads that servers forwarded. */
    private static long forwardedReadsOf(ClientCache<TransactionKey, Integer> cache) {
        long before = forwardedReads();
        for (int number = 0; number < KEYS.size(); number++) {
            assertThat(cache.get(KEYS.get(number))).isEqualTo(number);
        }
        return forwardedReads() - before;
    }

    private static long forwardedReads() {
        return SERVER_NODES.stream()
                .map(node -> (TcpCommunicationSpi) node.configuration().getCommunicationSpi())
                .flatMap(communication -> communication.getSentMessagesByType().entrySet().stream())
                .filter(messages -> messages.getKey().endsWith(FORWARDED_READ))
                .mapToLong(messages -> messages.getValue())
                .sum();
    }

    private static ClientConfiguration client() {
        String[] addresses = new String[SERVERS];
        for (int server = 0; server < SERVERS; server++) {
            addresses[server] = "127.0.0.1:" + (FIRST_CLIENT_PORT + server);
        }
        return new ClientConfiguration().setAddresses(addresses);
    }

    private static IgniteConfiguration server(int server, TcpDiscoveryVmIpFinder addresses) {
        TcpDiscoverySpi discovery = new TcpDiscoverySpi();
        discovery.setIpFinder(addresses).setLocalPort(FIRST_PORT).setLocalPortRange(10);
        return new IgniteConfiguration()
                .setIgniteInstanceName("hops-" + server)
                .setConsistentId("hops-" + server)
                .setLocalHost("127.0.0.1")
                .setWorkDirectory(directory.toString())
                .setMetricsLogFrequency(0)
                .setConnectorConfiguration(null)
                .setDiscoverySpi(discovery)
                .setCommunicationSpi(
                        new TcpCommunicationSpi().setLocalPort(FIRST_PORT + 40).setLocalPortRange(10))
                .setClientConnectorConfiguration(new ClientConnectorConfiguration()
                        .setPort(FIRST_CLIENT_PORT + server)
                        .setPortRange(0))
                .setDataStorageConfiguration(new DataStorageConfiguration()
                        .setDefaultDataRegionConfiguration(new DataRegionConfiguration().setMaxSize(64L << 20)))
                .setCacheKeyConfiguration(new CacheKeyConfiguration(SQL_KEY_TYPE, "PROFILE_ID"))
                .setCacheConfiguration(new CacheConfiguration<TransactionKey, Integer>(CACHE)
                        .setAffinity(new BehavioralAffinityFunction(256))
                        .setBackups(0));
    }
}
