package io.foreshard.plugin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.configuration.SqlConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caches, groups and tables of an application that have a name of ours: configured, on disk, joining, and created later. */
class ForeignCachesTest {
    @TempDir
    Path directory;

    @Test
    void start_configuredCacheOfOurName_isRefused() {
        try (TestNodes nodes = new TestNodes(directory)) {
            List<Map.Entry<CacheConfiguration<?, ?>, String>> foreign = List.of(
                    Map.entry(
                            new CacheConfiguration<>("foreshard-transactions"),
                            "The cache foreshard-transactions is not Foreshard's"),
                    Map.entry(
                            new CacheConfiguration<>("foreshard-meta"), "The cache foreshard-meta is not Foreshard's"),
                    Map.entry(
                            new CacheConfiguration<>("foreshard"),
                            "The cache foreshard has the name of Foreshard's cache group"),
                    Map.entry(
                            new CacheConfiguration<>("mine").setGroupName("foreshard"),
                            "The cache mine is in the cache group foreshard"),
                    Map.entry(new CacheConfiguration<>("foreshard*"), "The cache foreshard* is not Foreshard's"));
            for (Map.Entry<CacheConfiguration<?, ?>, String> cache : foreign) {
                IgniteConfiguration server =
                        nodes.configuration("server", configuration()).setCacheConfiguration(cache.getKey());

                assertThatThrownBy(() -> Ignition.start(server))
                        .hasStackTraceContaining(cache.getValue())
                        .hasStackTraceContaining("set ForeshardConfiguration.namePrefix");
            }
        }
    }

    @Test
    void start_cachesOfOurNamesOnDisk_isRefusedAndTheirDataStays() {
        createForeignCaches("server-0");

        try (TestNodes nodes = new TestNodes(directory)) {
            assertThatThrownBy(() -> nodes.server("server-0", configuration()))
                    .hasStackTraceContaining("The cache foreshard-transactions is not Foreshard's")
                    .hasStackTraceContaining("The cache foreshard-meta is not Foreshard's")
                    .hasStackTraceContaining("The cache mine is in the cache group foreshard")
                    .hasStackTraceContaining(
                            "The table FORESHARD.TRANSACTIONS belongs to the cache SQL_FORESHARD_TRANSACTIONS");
            nodes.forgetFailures();
        }

        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite server = Ignition.start(withSchema(nodes.configuration("server-0", null)));
            server.cluster().state(ClusterState.ACTIVE);
            assertThat(server.cacheNames())
                    .containsExactlyInAnyOrder(
                            "foreshard-transactions", "foreshard-meta", "mine", "SQL_FORESHARD_TRANSACTIONS");
            assertThat(server.cache("foreshard-transactions").get(1)).isEqualTo("mine");
            assertThat(server.cache("foreshard-transactions").size()).isEqualTo(1);
        }
    }

    @Test
    void join_nodeWithCachesOfOurNamesOnDisk_isRefusedAndTheClusterWorks() {
        createForeignCaches("server-1");

        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite server = nodes.server("server-0", configuration());
            assertThatThrownBy(() -> nodes.server("server-1", configuration()))
                    .hasStackTraceContaining("The cache foreshard-transactions is not Foreshard's");
            server.cluster().state(ClusterState.ACTIVE);
            assertThatThrownBy(() -> nodes.server("server-1", configuration()))
                    .hasStackTraceContaining("The cache foreshard-transactions is not Foreshard's");
            nodes.forgetFailures();

            assertThat(server.cluster().nodes()).hasSize(1);
            assertThat(server.affinity("foreshard-transactions").partitions()).isEqualTo(64);
            assertThat(server.<Foreshard>plugin(Foreshard.NAME).ingestion().recent(new UUID(1, 1)))
                    .isEmpty();
        }
    }

    @Test
    void start_ownCachesCreatedWithOtherSettings_isRefused() {
        try (TestNodes nodes = new TestNodes(directory)) {
            nodes.cluster(1, configuration());
        }
        try (TestNodes nodes = new TestNodes(directory)) {
            assertThatThrownBy(() -> nodes.server("server-0", configuration().setBackups(2)))
                    .hasStackTraceContaining("set ForeshardConfiguration.backups to 0");
            assertThatThrownBy(
                            () -> nodes.server("server-0", configuration().setAtomicityMode(CacheAtomicityMode.ATOMIC)))
                    .hasStackTraceContaining("set ForeshardConfiguration.atomicityMode to TRANSACTIONAL");
            nodes.forgetFailures();
        }
        try (TestNodes nodes = new TestNodes(directory)) {
            assertThat(nodes.cluster(1, configuration()).cacheNames()).contains("foreshard-transactions");
        }
    }

    @Test
    void createCache_ourNamesOnARunningCluster_isRefusedAndTheClusterWorks() {
        try (TestNodes nodes = new TestNodes(directory)) {
            nodes.cluster(2, configuration());
            Ignite client = nodes.client("client", configuration());
            IgniteCache<Object, Object> any = client.getOrCreateCache("any");

            assertThatThrownBy(() -> client.createCache(new CacheConfiguration<>("mine").setGroupName("foreshard")))
                    .hasStackTraceContaining("foreshard");
            assertThatThrownBy(() -> any.query(new SqlFieldsQuery(
                            "CREATE TABLE FORESHARD.TRANSACTIONS (ID INT PRIMARY KEY, NAME VARCHAR)")))
                    .hasStackTraceContaining("Table already exists");
            client.destroyCache("foreshard-windows");
            assertThatThrownBy(() -> client.createCache("foreshard-windows"))
                    .hasStackTraceContaining("The cache foreshard-windows is not Foreshard's");

            client.createCache(new CacheConfiguration<>("guest")
                            .setGroupName("foreshard")
                            .setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL)
                            .setBackups(0)
                            .setAffinity(new BehavioralAffinityFunction(64)))
                    .put(5L << 57, "row");
            assertThat(client.affinity("guest").partition(5L << 57)).isEqualTo(5);
            assertThat(client.cacheNames()).doesNotContain("foreshard-windows", "mine");
        }
    }

    private void createForeignCaches(String node) {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite server = Ignition.start(withSchema(nodes.configuration(node, null)));
            server.cluster().state(ClusterState.ACTIVE);
            server.createCache(new CacheConfiguration<>("foreshard-transactions")
                            .setAffinity(new RendezvousAffinityFunction(false, 64)))
                    .put(1, "mine");
            server.createCache(new CacheConfiguration<>("foreshard-meta")).put("key", "mine");
            server.createCache(new CacheConfiguration<>("mine").setGroupName("foreshard"))
                    .query(new SqlFieldsQuery("CREATE TABLE FORESHARD.TRANSACTIONS (ID INT PRIMARY KEY, NAME VARCHAR)"))
                    .getAll();
        }
    }

    private static IgniteConfiguration withSchema(IgniteConfiguration node) {
        return node.setSqlConfiguration(new SqlConfiguration().setSqlSchemas("FORESHARD"));
    }

    private static ForeshardConfiguration configuration() {
        return new ForeshardConfiguration().setPartitions(64).setBackups(0);
    }
}
