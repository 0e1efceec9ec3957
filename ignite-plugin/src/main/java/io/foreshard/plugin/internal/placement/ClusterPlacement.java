package io.foreshard.plugin.internal.placement;

import io.foreshard.affinity.PlacementSources;
import io.foreshard.plugin.internal.file.PersistenceDirectory;
import io.foreshard.plugin.thread.DaemonThreads;
import io.foreshard.shard.placement.PlacedRange;
import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementChange;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cluster.BaselineTopology;
import org.apache.ignite.internal.processors.cluster.DiscoveryDataClusterState;

/**
 * The placement of the cluster, as one of its nodes sees and changes it; docs/sharding.md has the invariants.
 *
 * <p>Thread-safe. Only {@link #change} waits.
 */
public final class ClusterPlacement implements AutoCloseable {
    private final GridKernalContext context;
    private final ExecutorService writer = DaemonThreads.fixed("foreshard-placement", 1);
    private final PlacementState state;

    private ClusterPlacement(Ignite ignite, int partitions) throws IgniteCheckedException {
        context = ((IgniteEx) ignite).context();
        PlacementFile file =
                new PlacementFile(context.clientNode() ? Optional.empty() : PersistenceDirectory.of(ignite));
        state = new PlacementState(new PlacementRegistry(file.read(partitions)), file, writer);
        context.cache().context().exchange().registerExchangeAwareComponent(new PlacementExchange(context, state));
        context.discovery()
                .setCustomEventListener(
                        PlacementMessage.class, (version, sender, message) -> state.onMessage(version, message));
        PlacementSources.register(ignite.name(), state.registry());
    }

    /**
     * Reads the placement of this node, and begins to apply changes and to answer affinity functions; to be called before the node joins.
     *
     * @param partitions number of partitions of the map
     * @throws IgniteCheckedException if the file of placements cannot be used, or this Ignite does not have what a placement needs
     */
    public static ClusterPlacement start(Ignite ignite, int partitions) throws IgniteCheckedException {
        return new ClusterPlacement(ignite, partitions);
    }

    /** Returns the newest placement that this node knows. */
    public Placement placement() {
        return state.registry().newest();
    }

    /** Returns the partitions whose owners the last change changed; all that have a range if this node does not know the placement before it. */
    int[] lastChanged() {
        Placement last = placement();
        Optional<Placement> before = state.registry().history().values().stream()
                .filter(earlier -> earlier.version() == last.version() - 1)
                .findAny();
        return IntStream.range(0, last.partitions())
                .filter(partition -> !owners(last.rangeOf(partition))
                        .equals(owners(before.flatMap(earlier -> earlier.rangeOf(partition)))))
                .toArray();
    }

    /** Returns the ranges that give partitions the owners they had before the last change; none if this node does not know them. */
    List<PlacedRange> beforeLastChange() {
        long version = placement().version() - 1;
        Optional<Placement> before = state.registry().history().values().stream()
                .filter(earlier -> earlier.version() == version)
                .findAny();
        return before.map(earlier -> Arrays.stream(lastChanged())
                        .mapToObj(partition -> earlier.rangeOf(partition)
                                .map(range -> new PlacedRange(partition, 1, range.owners(), range.copies()))
                                .orElse(PlacedRange.rendezvous(partition, 1)))
                        .toList())
                .orElse(List.of());
    }

    /** Returns what a range says about a partition. */
    private static Optional<List<Object>> owners(Optional<PlacedRange> range) {
        return range.map(placed -> List.of(placed.owners(), placed.copies()));
    }

    /** Returns the topology version of the last exchange that this node finished. */
    AffinityTopologyVersion topologyVersion() {
        return context.cache().context().exchange().readyAffinityVersion();
    }

    /** Returns the consistent ids of the servers in the baseline. */
    Set<String> baseline() {
        BaselineTopology baseline = context.state().clusterState().baselineTopology();
        return baseline == null
                ? Set.of()
                : baseline.consistentIds().stream().map(String::valueOf).collect(Collectors.toSet());
    }

    /** @throws IllegalArgumentException with a sentence, if a change was made for another version, or names a server outside of the baseline */
    Placement check(PlacementChange change) {
        change.requireKnown(baseline());
        return placement().apply(change);
    }

    /**
     * Changes the placement on all nodes, with one exchange. The data moves after it, by rebalancing. {@link PlacementMoves} asks all servers before.
     *
     * <p>Nothing is sent while an exchange is under way, since a change that arrives too late costs an exchange without effect.
     *
     * @return false if the change has no effect on any node: an exchange is under way, or the topology or the placement changed before it arrived
     * @throws IllegalArgumentException with a sentence, if the change was made for another version, or names a server outside of the baseline
     * @throws TimeoutException if the change did not arrive in time; it may arrive later
     */
    public boolean change(PlacementChange change, Duration timeout)
            throws IgniteCheckedException, InterruptedException, TimeoutException {
        AffinityTopologyVersion version = topologyVersion();
        return change(change, check(change), version, timeout);
    }

    /**
     * Changes the placement as {@link #change(PlacementChange, Duration)}, if the topology version is still the one at which the change was prepared.
     *
     * @param next the placement after the change, as {@link #check} returned it
     */
    boolean change(PlacementChange change, Placement next, AffinityTopologyVersion version, Duration timeout)
            throws IgniteCheckedException, InterruptedException, TimeoutException {
        if (!version.equals(context.discovery().topologyVersionEx())) {
            return false;
        }
        PlacementMessage message =
                new PlacementMessage(change, version, AssignmentHash.expected(context, next, version));
        var effect = state.expect(message);
        try {
            context.discovery().sendCustomEvent(message);
            return effect.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IgniteCheckedException("The change of the placement could not be applied.", e.getCause());
        } finally {
            state.forget(message);
        }
    }

    /** Returns the placements of this server as text, for a node that joins or is joined; null on a client. */
    public String history() {
        return context.clientNode()
                ? null
                : PlacementHistoryText.of(state.registry().history());
    }

    /** Returns why a server with this history must not join, and the cure; null if it may join. */
    public String refusal(String joining) {
        Placement theirs;
        try {
            theirs = PlacementHistoryText.parse(joining).lastEntry().getValue();
        } catch (IllegalArgumentException e) {
            return "The placements of the joining server cannot be read: run the same version of Foreshard on all nodes.";
        }
        Placement ours = placement();
        if (theirs.version() == ours.version() && !theirs.equals(ours)) {
            return "The joining server has another placement of version " + ours.version()
                    + " than this cluster: its data belong to another cluster. Start it with an empty persistence directory.";
        }
        if (isActive() && theirs.version() > ours.version()) {
            return "The joining server has placement " + theirs.version() + ", but this cluster serves placement "
                    + ours.version()
                    + ": it was activated without the servers that had the newest one. Stop it and start all "
                    + "servers together, or start the joining server with an empty persistence directory.";
        }
        return null;
    }

    /** Takes the history that another node sent when a node joined. */
    public void receive(UUID joining, String history) {
        NavigableMap<AffinityTopologyVersion, Placement> theirs = PlacementHistoryText.parse(history);
        Placement newest = theirs.lastEntry().getValue();
        boolean newer = newest.version() > placement().version();
        if (!context.localNodeId().equals(joining)) {
            if (newer && !isActive()) {
                state.adopt(new TreeMap<>(Map.of(AffinityTopologyVersion.ZERO, newest)));
            }
        } else if (newer || newest.equals(placement()) || context.clientNode()) {
            state.adopt(theirs);
        }
    }

    private boolean isActive() {
        DiscoveryDataClusterState cluster = context.state().clusterState();
        return cluster.state() != ClusterState.INACTIVE || cluster.transition();
    }

    @Override
    public void close() {
        PlacementSources.remove(context.igniteInstanceName(), state.registry());
        writer.shutdown();
    }
}
