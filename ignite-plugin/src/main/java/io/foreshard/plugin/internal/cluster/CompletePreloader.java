package io.foreshard.plugin.internal.cluster;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.shard.throttle.MoveThrottle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.IgniteInternalFuture;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.CacheGroupMetricsImpl;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionDemandMessage;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionDemander.RebalanceFuture;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionExchangeId;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionSupplyMessage;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionsExchangeFuture;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPreloader;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPreloaderAssignments;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.processors.metric.MetricRegistryImpl;
import org.apache.ignite.internal.processors.metric.impl.MetricUtils;
import org.apache.ignite.internal.processors.timeout.GridTimeoutObjectAdapter;
import org.apache.ignite.internal.util.future.GridCompoundFuture;
import org.apache.ignite.internal.util.typedef.CI1;

/**
 * Ignite's rebalance of one cache group, which gives a node a partition with all its rows or not at all: it begins again when a supplier failed or a row could
 * not be stored, and a supplier begins when it can read the first row.
 *
 * <p>Ignite's demander takes a rebalance that ended with a failure for a complete one: it owns the partitions with the rows that came if it filled them without
 * write-ahead log, and the former owners evict theirs; else they stay MOVING until the topology changes. Ignite relies on the failure handler to stop the node
 * that failed. Its supplier reserves all demanded partitions and then reads the first row; if that fails, it never releases them, and they cannot be evicted when
 * they have moved. Thread-safe.
 */
final class CompletePreloader extends GridDhtPreloader {
    private static final long RETRY_MILLIS = 1_000;

    private final CacheGroupContext group;
    private final RebalanceFields fields;
    private final BiConsumer<String, Throwable> failures;
    private final BooleanSupplier diskLow;
    private final MoveThrottle throttle;
    private final RebalanceRepeats repeats;
    /** The last demand of each node that has not begun to be supplied. */
    private final Map<UUID, GridDhtPartitionDemandMessage> waiting = new ConcurrentHashMap<>();
    /** The last exchange that may have changed the owners; null before the first. */
    private volatile GridDhtPartitionsExchangeFuture last;

    /** Creates and starts it. */
    CompletePreloader(
            CacheGroupContext group,
            RebalanceFields fields,
            BiConsumer<String, Throwable> failures,
            BooleanSupplier diskLow,
            MoveThrottle throttle) {
        super(group);
        this.group = group;
        this.fields = fields;
        this.failures = failures;
        this.diskLow = diskLow;
        this.throttle = throttle;
        repeats = new RebalanceRepeats(group, () -> last, () -> failures.accept(group.cacheOrGroupName(), null));
        removeMetrics(group);
        start();
    }

    /**
     * Removes the metrics of the demander of Ignite's preloader, which never runs: a registry keeps the first metric of a name, so those of this one
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

    @Override
    public void onTopologyChanged(GridDhtPartitionsExchangeFuture exchange) {
        if (exchange.changedAffinity()) {
            last = exchange;
        }
        super.onTopologyChanged(exchange);
    }

    /**
     * Prepares a rebalance. One that is repeated on the same topology, which Ignite does for all groups of the node, begins only if the last one of this group ended
     * without all rows: one that goes on is not interrupted.
     */
    @Override
    public RebalanceFuture prepare(
            GridDhtPartitionExchangeId exchangeId,
            GridDhtPartitionsExchangeFuture exchange,
            long number,
            RebalanceFuture next,
            GridCompoundFuture<Boolean, Boolean> forced,
            GridCompoundFuture<Boolean, Boolean> compatible) {
        RebalanceFuture before = (RebalanceFuture) rebalanceFuture();
        boolean isRepeated = exchange == null && forced == null;
        if (isRepeated && !before.isInitial() && !before.isDone()) {
            return null;
        }
        boolean isIncomplete = before.isDone() && fields.partitionsLeft(before) > 0;
        // Ignite takes a rebalance that has ended for a complete one, unless it is forced to begin another.
        GridCompoundFuture<Boolean, Boolean> force =
                forced == null && isIncomplete ? new GridCompoundFuture<>() : forced;
        RebalanceFuture rebalance = super.prepare(exchangeId, exchange, number, next, force, compatible);
        if (rebalance != null) {
            rebalance.listen(new CI1<>() {
                @Override
                public void apply(IgniteInternalFuture<Boolean> ended) {
                    ended(rebalance);
                }
            });
        }
        return rebalance;
    }

    private void ended(RebalanceFuture rebalance) {
        if (fields.partitionsLeft(rebalance) == 0) {
            repeats.reset();
        } else {
            repeats.begin(rebalance);
        }
    }

    /** Also lets a rebalance that is repeated get the changes since this node has left, where Ignite would clear the partition and get all rows. */
    @Override
    public GridDhtPreloaderAssignments generateAssignments(
            GridDhtPartitionExchangeId exchangeId, GridDhtPartitionsExchangeFuture exchange) {
        return super.generateAssignments(exchangeId, exchange == null ? exchangeOfOwners() : exchange);
    }

    /** Returns the exchange that decided the owners of now, with the suppliers of changes; null if there was a later one, or Ignite has dropped its details. */
    private GridDhtPartitionsExchangeFuture exchangeOfOwners() {
        GridDhtPartitionsExchangeFuture exchange = last;
        if (exchange == null || !exchange.isDone() || exchange.rebalanced() || exchange.context() == null) {
            return null;
        }
        AffinityTopologyVersion now = group.shared()
                .exchange()
                .lastAffinityChangedTopologyVersion(group.topology().readyTopologyVersion());
        return exchange.context().events().topologyVersion().equals(now) ? exchange : null;
    }

    /**
     * Ends a rebalance without write-ahead log, as that of a group of which the node owned nothing. Ignite owns all its partitions here, also those whose rows could
     * not all be stored.
     */
    @Override
    public void finishPreloading(AffinityTopologyVersion version, long number) {
        RebalanceFuture rebalance = (RebalanceFuture) rebalanceFuture();
        if (rebalance.isDone() || fields.number(rebalance) != number || fields.partitionsLeft(rebalance) == 0) {
            super.finishPreloading(version, number);
            return;
        }
        group.localWalEnabled(true, true); // the rows that were stored are durable, and the next rebalance logs its own
        rebalance.onDone(false);
    }

    /** Whether the rows of this group are copied as fast as the throttle allows: those that follow the placement. */
    private boolean isThrottled() {
        return group.config().getAffinity() instanceof BehavioralAffinityFunction;
    }

    /** Returns the bytes of a message of the supplier, which reads this for each one. */
    @Override
    public int batchSize() {
        int configured = super.batchSize();
        return isThrottled() ? (int) Math.min(configured, throttle.batchBytes()) : configured;
    }

    @Override
    public void handleSupplyMessage(UUID supplier, GridDhtPartitionSupplyMessage message) {
        if (isThrottled()) {
            throttle.receive(fields.bytes(message), () -> store(supplier, message));
        } else {
            store(supplier, message);
        }
    }

    /** Rows are refused while the disk of this node is nearly full: the checkpoint that finds no space for them would stop the node. */
    private void store(UUID supplier, GridDhtPartitionSupplyMessage message) {
        if (diskLow.getAsBoolean()) {
            message.onClassError(
                    new IgniteCheckedException(
                            "The disk of this node is nearly full (tier.diskReserve): no row of another node is stored until it has more space."));
        }
        Throwable failure = message.classError() != null ? message.classError() : message.error();
        if (failure != null) {
            failures.accept(group.cacheOrGroupName(), failure);
        }
        super.handleSupplyMessage(supplier, message);
    }

    /**
     * Hands over each message of a demander in the order of their arrival, as Ignite does: the end of a demand must not overtake it. A demand that is supplied
     * after its end keeps its iterator, and the next demand of this node would get only the rows behind those that were read for the first one.
     *
     * <p>Demands wait for the throttle, their ends do not: one that comes behind its end is dropped here if it is the first, and by Ignite's supplier if it asks for
     * the next batch.
     */
    @Override
    public void handleDemandMessage(int index, UUID demander, GridDhtPartitionDemandMessage message) {
        if (isFirst(message)) {
            waiting.put(demander, message);
        }
        if (isThrottled() && fields.number(message) >= 0) {
            throttle.send(batches(message) * batchSize(), () -> execute(index, demander, message));
        } else {
            execute(index, demander, message);
        }
    }

    /** Returns the number of batches that Ignite's supplier sends for a demand, at most. */
    private long batches(GridDhtPartitionDemandMessage demand) {
        return isFirst(demand)
                ? batchesPrefetchCount() * group.shared().gridConfig().getRebalanceThreadPoolSize()
                : 1;
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
        return fields.number(demand) == -fields.number(message);
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
