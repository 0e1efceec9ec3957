package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.spi.metric.LongMetric;
import org.apache.ignite.spi.metric.ObjectMetric;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server returns with its old copy while the store does not answer, and must store changes of rows that are remote in it. */
class TierOutageReturnTest {
    /** If more rows have changed, Ignite supplies all. */
    private static final int CHANGED = TwoColdNodes.ROWS / 4;

    private static final String SLOW = "slow";

    @TempDir
    Path directory;

    private TwoColdNodes nodes;

    @AfterEach
    void stop() {
        nodes.close();
    }

    /** Ignite writes no log for the rows of a group of which the server owns nothing, and owns its partitions in another way. */
    @ParameterizedTest
    @ValueSource(ints = {TwoColdNodes.PARTITIONS, TwoColdNodes.PARTITIONS / 2})
    void return_storeDown_getsTheChangesWhenTheStoreAnswers(int changedPartitions) throws Exception {
        nodes = new TwoColdNodes(directory);
        nodes.start();
        nodes.write(0, TwoColdNodes.ROWS);
        put("before ", changedPartitions);
        nodes.offload(0); // its checkpoint is the begin of the changes that it can supply
        nodes.offload(1);
        supplyChangesOnly();
        nodes.stop(1);
        put("", changedPartitions);
        int unchanged = TwoColdNodes.PARTITIONS - changedPartitions;
        StoreOutage outage = StoreOutage.begin(nodes.objects());
        nodes.server(1);
        await().atMost(Duration.ofMinutes(1)).until(() -> nodes.owned(1) == unchanged);
        long errors = nodes.tier(1).statistics().errors();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> nodes.tier(1).statistics().errors() > errors + 1); // it has begun again

        assertThat(nodes.owned(1)).isEqualTo(unchanged);
        outage.end();
        nodes.awaitOwners();
        assertThat(received("Hist")).isEqualTo(changed(changedPartitions).count());
        assertThat(received("Full")).isZero();
        nodes.verify(TwoColdNodes.ROWS);
        nodes.noFailures();
    }

    @Test
    void return_storeDown_doesNotInterruptTheRebalanceOfAnotherGroup() throws Exception {
        nodes = new TwoColdNodes(directory);
        nodes.startCold();
        supplyChangesOnly();
        nodes.stop(1);
        put("", TwoColdNodes.PARTITIONS);
        fillSlowCache();
        StoreOutage outage = StoreOutage.begin(nodes.objects());
        nodes.server(1);
        await().atMost(Duration.ofMinutes(1)).until(() -> start() > 0);
        long start = start();
        long errors = nodes.tier(1).statistics().errors();
        await("the rebalance of the cold cache begins again")
                .atMost(Duration.ofMinutes(1))
                .until(() -> nodes.tier(1).statistics().errors() > errors + 1);

        assertThat(left(SLOW)).isPositive();
        assertThat(start()).isEqualTo(start);
        assertThat(nodes.owned(1)).isZero();
        outage.end();
        nodes.awaitOwners();
        nodes.verify(TwoColdNodes.ROWS);
        nodes.noFailures();
    }

    /** Creates a cache whose rebalance takes half a minute or more. */
    @SuppressWarnings("deprecation") // the throttle of a cache, which Ignite has for the node, too
    private void fillSlowCache() {
        IgniteCache<Integer, byte[]> cache = nodes.ignite(0)
                .createCache(new CacheConfiguration<Integer, byte[]>(SLOW)
                        .setAffinity(new RendezvousAffinityFunction(false, 1))
                        .setBackups(1)
                        .setRebalanceBatchSize(20_000)
                        .setRebalanceThrottle(100));
        for (int row = 0; row < 4_000; row++) {
            cache.put(row, new byte[1_000]);
        }
    }

    private long left(String group) {
        return nodes.<LongMetric>rebalance(1, group, "PartitionsLeft").value();
    }

    /** Returns when the last rebalance of the slow cache began, milliseconds since 1970 UTC; -1 before. */
    private long start() {
        return nodes.<LongMetric>rebalance(1, SLOW, "StartTime").value();
    }

    /** Returns the rows that the last rebalance of the cold cache got. */
    private long received(String kind) {
        ObjectMetric<Map<UUID, Long>> received = nodes.rebalance(1, TwoColdNodes.CACHE, kind + "ReceivedKeys");
        return received.value().values().stream().mapToLong(Long::longValue).sum();
    }

    private void put(String prefix, int partitions) {
        changed(partitions).forEach(row -> nodes.cache(0).put(row, prefix + TwoColdNodes.value(row)));
    }

    private static IntStream changed(int partitions) {
        return IntStream.range(0, CHANGED).filter(row -> row % TwoColdNodes.PARTITIONS < partitions);
    }

    /** Makes Ignite supply the changes since the server has left, not all rows, also for small partitions. */
    private void supplyChangesOnly() throws Exception {
        ((IgniteEx) nodes.ignite(0))
                .context()
                .distributedConfiguration()
                .<Integer>property("historical.rebalance.threshold")
                .propagate(0);
    }
}
