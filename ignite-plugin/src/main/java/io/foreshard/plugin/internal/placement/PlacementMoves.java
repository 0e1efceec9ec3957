package io.foreshard.plugin.internal.placement;

import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.plugin.shard.CopyStates;
import io.foreshard.plugin.shard.PartitionMoves;
import io.foreshard.plugin.shard.UnsettledCopy;
import io.foreshard.shard.placement.PlacedRange;
import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementChange;
import io.foreshard.shard.placement.PlacementFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.IgniteException;
import org.apache.ignite.IgniteInterruptedException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.lang.IgniteFuture;

/**
 * Moves partitions in two steps. PREPARE asks all servers of one topology version whether their copies are settled (invariant M4 of docs/sharding.md) and which owners they
 * would compute. ACTIVATE sends the change, which has an effect only if nothing happened since (M5). When all copies are settled again, they are compared (M7). Thread-safe.
 */
public final class PlacementMoves implements PartitionMoves {
    private static final Duration ANSWERS = Duration.ofSeconds(5);
    private static final Duration EFFECT = Duration.ofSeconds(30);

    private final Ignite ignite;
    private final ClusterPlacement placement;

    /** @param memories the page memories of this server */
    public PlacementMoves(Ignite ignite, ClusterPlacement placement, PageMemories memories) {
        this.ignite = ignite;
        this.placement = placement;
        new LocalCopies(ignite, placement, memories).publish();
    }

    @Override
    public long version() {
        return placement.placement().version();
    }

    @Override
    public CopyStates copies() {
        return prepare(placement.topologyVersion(), null, false);
    }

    @Override
    public Optional<String> obstacle(List<PlacedRange> ranges) {
        PlacementChange change = change(ranges);
        placement.check(change);
        return prepare(placement.topologyVersion(), change, false).obstacle();
    }

    @Override
    public Optional<String> begin(List<PlacedRange> ranges) {
        return change(ranges, false);
    }

    @Override
    public Optional<String> cancel() {
        List<PlacedRange> before = placement.beforeLastChange();
        return before.isEmpty()
                ? Optional.of(
                        "This server does not know the owners before the last move: move the partitions when the move is complete.")
                : change(before, true);
    }

    private Optional<String> change(List<PlacedRange> ranges, boolean cancel) {
        PlacementChange change = change(ranges);
        Placement next = placement.check(change);
        AffinityTopologyVersion version = placement.topologyVersion();
        Optional<String> obstacle = prepare(version, change, cancel).obstacle();
        if (obstacle.isPresent()) {
            return obstacle;
        }
        try {
            return placement.change(change, next, version, EFFECT)
                    ? Optional.empty()
                    : Optional.of("The topology or the placement changed before it arrived.");
        } catch (TimeoutException e) {
            return Optional.of("The change did not arrive in " + EFFECT.toSeconds()
                    + " s; it may arrive later: SYS.SHARD_MOVES shows the moves under way.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IgniteInterruptedException(e);
        } catch (IgniteCheckedException e) {
            throw new IgniteException(e);
        }
    }

    @Override
    public Optional<List<String>> differences() {
        return CopyComparison.differences(ignite, placement, placement.lastChanged());
    }

    private PlacementChange change(List<PlacedRange> ranges) {
        return new PlacementChange(version(), placement.placement().partitions(), ranges);
    }

    /** Asks all servers at once. A server that does not answer is an obstacle. */
    private CopyStates prepare(AffinityTopologyVersion version, PlacementChange change, boolean cancel) {
        Set<String> away = new TreeSet<>(placement.baseline());
        Map<ClusterNode, IgniteFuture<ServerCopies>> questions = new LinkedHashMap<>();
        byte[] bytes = change == null ? null : PlacementFormat.bytes(change);
        for (ClusterNode server : ignite.cluster().forServers().nodes()) {
            away.remove(server.consistentId().toString());
            questions.put(
                    server,
                    ignite.compute(ignite.cluster().forNode(server))
                            .callAsync(new PrepareMove(version, bytes, cancel)));
        }
        List<String> obstacles = new ArrayList<>();
        if (!away.isEmpty()) {
            obstacles.add("Servers of the baseline are away: " + String.join(", ", away)
                    + ". Start them, or remove them from the baseline.");
        }
        List<UnsettledCopy> copies = new ArrayList<>();
        long end = System.nanoTime() + ANSWERS.toNanos();
        Set<Long> hashes = new TreeSet<>();
        questions.forEach((server, question) -> {
            String id = server.consistentId().toString();
            try {
                ServerCopies answer = question.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                for (int partition : answer.filling()) {
                    copies.add(new UnsettledCopy(partition, id, true));
                }
                for (int partition : answer.deleting()) {
                    copies.add(new UnsettledCopy(partition, id, false));
                }
                hashes.add(answer.assignmentHash());
                if (answer.obstacle() != null) {
                    obstacles.add("Server " + id + ": " + answer.obstacle() + ".");
                }
            } catch (IgniteInterruptedException e) {
                throw e;
            } catch (IgniteException e) {
                obstacles.add("Server " + id + " does not answer: " + e.getMessage());
            }
        });
        if (obstacles.isEmpty() && hashes.size() > 1) {
            obstacles.add("The servers would compute different owners: run the same version of Foreshard with the same"
                    + " tables on all of them.");
        }
        return new CopyStates(obstacles.stream().findFirst(), copies);
    }
}
