package io.foreshard.plugin.internal.placement;

import io.foreshard.plugin.internal.cluster.HiddenField;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.IgniteException;
import org.apache.ignite.failure.FailureContext;
import org.apache.ignite.failure.FailureType;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.events.DiscoveryCustomEvent;
import org.apache.ignite.internal.processors.affinity.GridAffinityAssignmentCache;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionsExchangeFuture;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.PartitionsExchangeAware;

/**
 * The part of a partition map exchange that a placement needs: the file is on disk before the topology is locked, the assignment is the prepared one, and the
 * next exchange computes it anew.
 *
 * <p>Called by the threads of the exchanges, one exchange at a time.
 */
final class PlacementExchange implements PartitionsExchangeAware {
    private final GridKernalContext context;
    private final PlacementState state;
    private final CopyGuard guard;
    private final NearGuard nearGuard;
    /**
     * Ignite 2.17 computes owners again only if the baseline is another than that of this field (GridAffinityAssignmentCache.calculate, lines 355 to 399).
     * Without it each exchange computes them.
     */
    private final HiddenField assignedBaseline =
            HiddenField.find(GridAffinityAssignmentCache.class, "baselineTopology");

    /** @throws IgniteCheckedException if this Ignite does not have the field, or a method that a placement needs */
    PlacementExchange(GridKernalContext context, PlacementState state) throws IgniteCheckedException {
        PlacementHooks.check();
        this.context = context;
        this.state = state;
        guard = new CopyGuard(context);
        nearGuard = new NearGuard(context);
    }

    /** Called when the owners are computed, and no operation is blocked yet. */
    @Override
    public void onInitBeforeTopologyLock(GridDhtPartitionsExchangeFuture exchange) {
        Optional<PlacementMessage> change = changeOf(exchange).filter(state::takeEffect);
        if (!context.clientNode()) {
            guard.beforeExchange();
            awaitFile();
            change.ifPresent(this::compare);
        }
    }

    private static Optional<PlacementMessage> changeOf(GridDhtPartitionsExchangeFuture exchange) {
        return exchange.firstEvent() instanceof DiscoveryCustomEvent event
                        && event.customMessage() instanceof PlacementMessage message
                ? Optional.of(message)
                : Optional.empty();
    }

    /** Stops this server before it takes part in an exchange whose placement is not on its disk (invariant P6). */
    private void awaitFile() {
        try {
            state.awaitFile();
        } catch (CompletionException e) {
            throw stop(
                    "The placement cannot be written, so this server would begin with an older one after a restart: "
                            + "free space on its disk, and start it again.",
                    e.getCause());
        }
    }

    /** Stops this server before it serves, if it computed other owners than the server that prepared the change (invariant P8). */
    private void compare(PlacementMessage message) {
        long hash = AssignmentHash.actual(context, state.registry().newest().partitions());
        if (hash != message.assignmentHash()) {
            throw stop(
                    "This server computed other owners of the partitions than the server that changed the placement. "
                            + "Run the same version of Foreshard with the same tables on all servers, and start it again.",
                    null);
        }
    }

    private IgniteException stop(String why, Throwable cause) {
        IgniteException failure = new IgniteException(why, cause);
        context.failure().process(new FailureContext(FailureType.CRITICAL_ERROR, failure));
        return failure;
    }

    /** Called before a rebalance is planned and before operations continue. */
    @Override
    public void onDoneBeforeTopologyUnlock(GridDhtPartitionsExchangeFuture exchange) {
        if (!context.clientNode()) {
            guard.afterExchange(exchange);
        }
        int partitions = state.registry().newest().partitions();
        context.cache().cacheGroupDescriptors().values().stream()
                .filter(group -> AssignmentHash.follows(group.config().getAffinity(), partitions))
                .map(group -> context.cache().context().affinity().groupAffinity(group.groupId()))
                .filter(Objects::nonNull)
                .forEach(affinity -> assignedBaseline.set(affinity, null));
    }

    @Override
    public void onDoneAfterTopologyUnlock(GridDhtPartitionsExchangeFuture exchange) {
        nearGuard.afterExchange();
    }
}
