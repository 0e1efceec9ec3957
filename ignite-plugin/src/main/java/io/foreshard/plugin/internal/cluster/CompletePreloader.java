package io.foreshard.plugin.internal.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.apache.ignite.internal.IgniteInternalFuture;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.CacheGroupMetricsImpl;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionDemandMessage;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionDemander.RebalanceFuture;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionExchangeId;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionsExchangeFuture;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPreloader;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.processors.metric.MetricRegistryImpl;
import org.apache.ignite.internal.processors.metric.impl.MetricUtils;
import org.apache.ignite.internal.processors.timeout.GridTimeoutObjectAdapter;
import org.apache.ignite.internal.util.future.GridCompoundFuture;
import org.apache.ignite.internal.util.typedef.CI1;

/**
 * Ignite's rebalance of one cache group, which gives a node a partition with all its rows or not at all: its {@link CompleteDemander} demands again what
 * was not supplied or could not be stored, and a supplier begins when it can read the first row.
 *
 * <p>Ignite's supplier reserves all demanded partitions and then reads the first row; if that fails, it never releases them, and they cannot be evicted when
 * they have moved. Thread-safe.
 */
final class CompletePreloader extends GridDhtPreloader {
    private static final long RETRY_MILLIS = 1_000;

    private final CacheGroupContext group;
    private final HiddenField number;
    private final HiddenField rebalanceNumber;
    private final HiddenField partitionsLeft;
    private final BiConsumer<String, Throwable> failures;
    private final CompleteDemander demander;
    /** The last demand of each node that has not begun to be supplied. */
    private final Map<UUID, GridDhtPartitionDemandMessage> waiting = new ConcurrentHashMap<>();

    /**
     * Creates and starts it.
     *
     * @param number the number of a {@link GridDhtPartitionDemandMessage}
     * @param rebalanceNumber the number of a {@link RebalanceFuture}
     * @param partitionsLeft the partitions of a {@link RebalanceFuture} whose rows have not all been stored
     */
    CompletePreloader(
            CacheGroupContext group,
            HiddenField number,
            HiddenField rebalanceNumber,
            HiddenField partitionsLeft,
            BiConsumer<String, Throwable> failures) {
        super(group);
        this.group = group;
        this.number = number;
        this.rebalanceNumber = rebalanceNumber;
        this.partitionsLeft = partitionsLeft;
        this.failures = failures;
        start();
        removeMetrics(group);
        demander = new CompleteDemander(group, failures);
        demander(demander);
    }

    /**
     * Removes the metrics of the demanders of Ignite, which never run: a registry keeps the first metric of a name, so those of the {@link CompleteDemander}
     * would be left out.
     */
    private static void removeMetrics(CacheGroupContext group) {
        String name =
                MetricUtils.metricName(CacheGroupMetricsImpl.CACHE_GROUP_METRICS_PREFIX, group.cacheOrGroupName());
        MetricRegistryImpl registry = group.shared().kernalContext().metric().registry(name);
        List<String> metrics = new ArrayList<>();
        registry.forEach(metric -> metrics.add(metric.name().substring(name.length() + 1)));
        metrics.stream().filter(metric -> metric.startsWith("Rebalancing")).forEach(registry::remove);
    }

    /** Also begins again after a rebalance that ended without all rows, which Ignite leaves to the next change of the topology. */
    @Override
    public RebalanceFuture prepare(
            GridDhtPartitionExchangeId exchangeId,
            GridDhtPartitionsExchangeFuture exchange,
            long rebalanceId,
            RebalanceFuture next,
            GridCompoundFuture<Boolean, Boolean> forced,
            GridCompoundFuture<Boolean, Boolean> compatible) {
        RebalanceFuture rebalance = super.prepare(exchangeId, exchange, rebalanceId, next, forced, compatible);
        if (rebalance != null) {
            rebalance.listen(new CI1<>() {
                @Override
                public void apply(IgniteInternalFuture<Boolean> ended) {
                    if (isIncomplete(ended)) {
                        demander.retry(ended);
                    }
                }
            });
        }
        return rebalance;
    }

    /**
     * Ends a rebalance without write-ahead log, as that of a group of which the node owned nothing. Ignite owns all its partitions here, also if it could not
     * store some of their rows.
     */
    @Override
    public void finishPreloading(AffinityTopologyVersion version, long rebalanceId) {
        IgniteInternalFuture<Boolean> rebalance = rebalanceFuture();
        if ((long) rebalanceNumber.of(rebalance) != rebalanceId || !isIncomplete(rebalance)) {
            super.finishPreloading(version, rebalanceId);
            return;
        }
        group.localWalEnabled(true, true); // the rows that were stored are durable, and the next rebalance logs its own
        demander.retry(rebalance);
    }

    private boolean isIncomplete(IgniteInternalFuture<Boolean> rebalance) {
        return ((AtomicLong) partitionsLeft.of(rebalance)).get() > 0;
    }

    /**
     * Hands over each message of a demander in the order of their arrival, as Ignite does: the end of a demand must not overtake it. A demand that is supplied
     * after its end keeps its iterator, and the next demand of this node would get only the rows behind those that were read for the first one.
     */
    @Override
    public void handleDemandMessage(int index, UUID demander, GridDhtPartitionDemandMessage message) {
        if (isFirst(message)) {
            waiting.put(demander, message);
        }
        execute(index, demander, message);
    }

    private static boolean isFirst(GridDhtPartitionDemandMessage message) {
        return message.partitions() != null && !message.partitions().isEmpty();
    }

    private void execute(int index, UUID demander, GridDhtPartitionDemandMessage message) {
        group.shared()
                .kernalContext()
                .pools()
                .getStripedRebalanceExecutorService()
                .execute(() -> handOver(index, demander, message), demander.hashCode() & Integer.MAX_VALUE);
    }

    private void handOver(int index, UUID demander, GridDhtPartitionDemandMessage message) {
        if (isFirst(message)) {
            supply(index, demander, message);
            return;
        }
        waiting.computeIfPresent(demander, (id, demand) -> isEndOf(demand, message) ? null : demand);
        super.handleDemandMessage(index, demander, message);
    }

    /** Ignite ends a demand by a message with its negative number. */
    private boolean isEndOf(GridDhtPartitionDemandMessage demand, GridDhtPartitionDemandMessage message) {
        return (long) number.of(demand) == -(long) number.of(message);
    }

    private void supply(int index, UUID demander, GridDhtPartitionDemandMessage demand) {
        if (waiting.get(demander) != demand || group.shared().kernalContext().isStopping()) {
            return;
        }
        Exception failure = readFirstRow(demand);
        if (failure == null || group.shared().node(demander) == null) {
            waiting.remove(demander, demand);
            super.handleDemandMessage(index, demander, demand);
            return;
        }
        failures.accept(group.cacheOrGroupName(), failure);
        group.shared().time().addTimeoutObject(new GridTimeoutObjectAdapter(RETRY_MILLIS) {
            @Override
            public void onTimeout() {
                execute(index, demander, demand);
            }
        });
    }

    /** Reads the first row of the demanded partitions; returns the failure, or null. */
    private Exception readFirstRow(GridDhtPartitionDemandMessage demand) {
        try {
            for (int number : new TreeSet<>(demand.partitions().fullSet())) {
                GridDhtLocalPartition partition = group.topology().localPartition(number);
                if (partition != null
                        && partition.state() == GridDhtPartitionState.OWNING
                        && partition.dataStore().cursor().next()) {
                    break;
                }
            }
            return null;
        } catch (Exception e) { // also checked exceptions that the methods do not declare
            return e;
        }
    }
}
