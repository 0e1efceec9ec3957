package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Changes of the baseline while rows are updated, with at least half of the pages remote on each node: one cluster, whose third node joins, leaves, and returns. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TierMembershipTest {
    private static final String ATOMIC = "atomic";
    private static final String TRANSACTIONAL = "transactional";
    private static final int ROWS = 2_000;
    private static final int PARTITIONS = 16;

    @TempDir
    static Path directory;

    private static final UpdatedRows rows = new UpdatedRows(ROWS, ATOMIC, TRANSACTIONAL);
    private static TestNodes nodes;

    @BeforeAll
    static void start() {
        nodes = new TestNodes(directory);
        Ignite first = nodes.cluster(2, configuration());
        first.createCache(cache(ATOMIC, CacheAtomicityMode.ATOMIC));
        first.createCache(cache(TRANSACTIONAL, CacheAtomicityMode.TRANSACTIONAL));
        rows.write(first);
        offload(2);
        nodes.close();
        nodes = new TestNodes(directory); // no page is in memory
        nodes.cluster(2, configuration());
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    @Order(1)
    void join_thirdNodeUnderLoad_isFilledFromColdPartitions() throws Exception {
        RemoteShare.atLeastHalf(server(0), ATOMIC, TRANSACTIONAL);
        RemoteShare.atLeastHalf(server(1), ATOMIC, TRANSACTIONAL);
        rows.begin(server(0));

        Ignite third = nodes.server("server-2", configuration());
        setBaseline();

        awaitRebalanced(3);
        assertThat(owned(third)).isPositive();
        judge(3);
    }

    @Test
    @Order(2)
    void leave_thirdNodeUnderLoad_isReplacedFromColdPartitions() throws Exception {
        offload(3);
        rows.begin(server(0));

        Ignition.stop(server(2).name(), true);
        setBaseline();

        awaitRebalanced(2);
        assertThat(owned(server(0))).isEqualTo(PARTITIONS);
        assertThat(owned(server(1))).isEqualTo(PARTITIONS);
        judge(2);
    }

    @Test
    @Order(3)
    void return_oldDiskWithColdPartitions_isFilledAndTheOthersEvict() throws Exception {
        offload(2);
        rows.begin(server(0));

        Ignite third = nodes.server("server-2", configuration());
        setBaseline();

        awaitRebalanced(3);
        assertThat(owned(third)).isPositive();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> owned(server(0)) + owned(server(1)) + owned(third) == 2 * PARTITIONS);
        judge(3);
    }

    private static void judge(int servers) throws Exception {
        rows.end();
        for (int number = 0; number < servers; number++) {
            rows.verify(server(number));
        }
        Judges.findNothing(server(0), ATOMIC, TRANSACTIONAL);
        nodes.throwFailures();
    }

    private static void offload(int servers) {
        for (int number = 0; number < servers; number++) {
            RemoteShare.offload(server(number), ATOMIC, TRANSACTIONAL);
        }
    }

    private static void setBaseline() {
        server(0).cluster().setBaselineTopology(server(0).cluster().topologyVersion());
    }

    private static void awaitRebalanced(int servers) {
        await().atMost(Duration.ofSeconds(90)).until(() -> {
            for (int number = 0; number < servers; number++) {
                for (String cache : List.of(ATOMIC, TRANSACTIONAL)) {
                    if (partitions(server(number), cache).stream()
                            .anyMatch(partition -> partition.state() != GridDhtPartitionState.OWNING
                                    && partition.state() != GridDhtPartitionState.EVICTED)) {
                        return false;
                    }
                }
            }
            return true;
        });
    }

    private static int owned(Ignite server) {
        return (int) partitions(server, TRANSACTIONAL).stream()
                .filter(partition -> partition.state() == GridDhtPartitionState.OWNING)
                .count();
    }

    private static List<GridDhtLocalPartition> partitions(Ignite server, String cache) {
        return ((IgniteEx) server).cachex(cache).context().topology().localPartitions();
    }

    private static Ignite server(int number) {
        return Ignition.ignite(directory.getFileName() + "-server-" + number);
    }

    private static CacheConfiguration<Integer, byte[]> cache(String name, CacheAtomicityMode atomicity) {
        return new CacheConfiguration<Integer, byte[]>(name)
                .setAtomicityMode(atomicity)
                .setBackups(1)
                .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC)
                .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS));
    }

    private static ForeshardConfiguration configuration() {
        return new ForeshardConfiguration()
                .setPartitions(64)
                .setBackups(0)
                .setTier(new TierConfiguration()
                        .setStoreUri("dir:" + directory.resolve("objects"))
                        .setGarbageGrace(Duration.ZERO));
    }
}
