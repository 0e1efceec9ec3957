package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.ignite.internal.IgniteEx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server returns with its old copy while the store does not answer, and must store changes of rows that are remote in it. */
class TierOutageReturnTest {
    /** If more rows have changed, Ignite supplies all. */
    private static final int CHANGED = TwoColdNodes.ROWS / 4;

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
        nodes.verify(TwoColdNodes.ROWS);
        nodes.noFailures();
    }

    private void put(String prefix, int partitions) {
        for (int row = 0; row < CHANGED; row++) {
            if (row % TwoColdNodes.PARTITIONS < partitions) {
                nodes.cache(0).put(row, prefix + TwoColdNodes.value(row));
            }
        }
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
