package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionTopology;
import org.apache.ignite.spi.metric.LongMetric;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A third node joins the baseline while the store does not answer: it owns no partition before it has every row of it. */
class TierOutageJoinTest {
    private static final String CACHE = "cold";
    private static final int ROWS = 4_000;
    private static final int PARTITIONS = 16;

    @TempDir
    Path directory;

    private TestNodes nodes;

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void join_storeDown_ownsNothingUntilEachRowWasSupplied() throws Exception {
        nodes = new TestNodes(directory);
        Ignite first = nodes.cluster(2, configuration());
        write(first);
        offload();
        restart();
        first = server(0);
        Ignite third;
        StoreOutage outage = StoreOutage.begin(directory.resolve("objects"));
        long errors = errors();
        third = nodes.server("server-2", configuration());
        first.cluster().setBaselineTopology(first.cluster().topologyVersion());
        await().atMost(Duration.ofSeconds(30)).until(() -> errors() > errors + 20);

        assertThat(partitions(third, GridDhtPartitionState.OWNING)).isZero();
        assertThat(partitions(third, GridDhtPartitionState.MOVING)).isPositive();
        assertThat(third.cache(CACHE).lostPartitions()).isEmpty();
        assertThat(partitionsLeft(third)).isPositive();
        outage.end();
        await().atMost(Duration.ofSeconds(60)).until(() -> partitions(third, GridDhtPartitionState.MOVING) == 0);
        assertThat(partitions(third, GridDhtPartitionState.OWNING)).isPositive();
        verify();
        Judges.findNothing(first);
    }

    private long errors() {
        long errors = 0;
        for (int number = 0; number < 2; number++) {
            errors += server(number)
                    .<Foreshard>plugin(Foreshard.NAME)
                    .tier()
                    .statistics()
                    .errors();
        }
        return errors;
    }

    /** Ignite's metric of the rebalance of the cache group. */
    private static long partitionsLeft(Ignite node) {
        LongMetric metric = ((IgniteEx) node)
                .context()
                .metric()
                .registry("cacheGroups." + CACHE)
                .findMetric("RebalancingPartitionsLeft");
        return metric.value();
    }

    private static int partitions(Ignite node, GridDhtPartitionState state) {
        GridDhtPartitionTopology topology =
                ((IgniteEx) node).cachex(CACHE).context().topology();
        return (int) topology.localPartitions().stream()
                .filter(partition -> partition.state() == state)
                .count();
    }

    private void write(Ignite node) {
        node.createCache(new CacheConfiguration<Integer, byte[]>(CACHE)
                .setBackups(1)
                .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS)));
        Map<Integer, byte[]> rows = new HashMap<>();
        for (int row = 0; row < ROWS; row++) {
            rows.put(row, ColdNode.value(row));
        }
        node.cache(CACHE).putAll(rows);
    }

    private void verify() {
        for (int number = 0; number < 3; number++) {
            Ignite node = server(number);
            for (int row = 0; row < ROWS; row++) {
                assertThat(node.<Integer, byte[]>cache(CACHE).get(row))
                        .as("row %d", row)
                        .isEqualTo(ColdNode.value(row));
            }
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> server(0).cache(CACHE).size(CachePeekMode.ALL) == 2 * ROWS);
    }

    private void offload() {
        for (int number = 0; number < 2; number++) {
            assertThat(server(number)
                            .<Foreshard>plugin(Foreshard.NAME)
                            .tier()
                            .offload(CACHE)
                            .pages())
                    .isPositive();
        }
    }

    private void restart() {
        nodes.close();
        nodes = new TestNodes(directory);
        nodes.cluster(2, configuration());
    }

    private Ignite server(int number) {
        return Ignition.ignite(directory.getFileName() + "-server-" + number);
    }

    private ForeshardConfiguration configuration() {
        return new ForeshardConfiguration()
                .setPartitions(64)
                .setBackups(0)
                .setTier(new TierConfiguration().setStoreUri("dir:" + directory.resolve("objects")));
    }
}
