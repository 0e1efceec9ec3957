package io.foreshard.plugin.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.processors.cache.PartitionUpdateCounterTrackingImpl;
import org.junit.jupiter.api.Test;

/**
 * Deviation of Ignite: the update counter of a partition, by which the newest copy is chosen, can fall back after the loss of a server. Operators therefore close gaps after a crash
 * (docs/attacks.md). A failure of this test means that the running Ignite no longer needs it.
 */
class UpdateCounterTest {
    @Test
    void finalizeUpdateCounters_rebalancedPastAGap_counterFallsBack() throws IgniteCheckedException {
        PartitionUpdateCounterTrackingImpl counter = new PartitionUpdateCounterTrackingImpl(null);
        counter.init(10, null);
        counter.update(10L); // the first exchange after a start
        counter.update(14, 1); // a write under load while the partition is rebalanced
        counter.update(20L); // the end of the rebalance

        counter.finalizeUpdateCounters(); // the loss of the other server

        assertThat(counter.get()).isEqualTo(15);
    }
}
