package io.foreshard.plugin.internal.cluster;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionDemandMessage;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionDemander.RebalanceFuture;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionSupplyMessage;

/** The fields of Ignite's rebalances that only its own package reads. Immutable and thread-safe. */
final class RebalanceFields {
    private final HiddenField numberOfDemand = HiddenField.find(GridDhtPartitionDemandMessage.class, "rebalanceId");
    private final HiddenField number = HiddenField.find(RebalanceFuture.class, "rebalanceId");
    private final HiddenField partitionsLeft = HiddenField.find(RebalanceFuture.class, "partitionsLeft");

    private final HiddenField bytes = HiddenField.find(GridDhtPartitionSupplyMessage.class, "msgSize");

    /** @throws IgniteCheckedException if this Ignite does not have the fields */
    RebalanceFields() throws IgniteCheckedException {}

    /** Returns the number of the rebalance of a demand; negative if the demand ends. */
    long number(GridDhtPartitionDemandMessage demand) {
        return (long) numberOfDemand.of(demand);
    }

    long number(RebalanceFuture rebalance) {
        return (long) number.of(rebalance);
    }

    /** Returns the bytes of the rows of a message. */
    int bytes(GridDhtPartitionSupplyMessage message) {
        return (int) bytes.of(message);
    }

    /** Returns the partitions that have not got all their rows. */
    int partitionsLeft(RebalanceFuture rebalance) {
        return ((AtomicLong) partitionsLeft.of(rebalance)).intValue();
    }
}
