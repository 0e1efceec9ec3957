package io.foreshard.plugin.shard;

import io.foreshard.plugin.thread.DaemonThreads;
import io.foreshard.shard.balance.PlacementDecision;
import io.foreshard.shard.balance.Reason;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/**
 * Completes the last move on the coordinator: waits until all copies are settled, then compares those that moved (invariant M7 of docs/sharding.md). Copies that differ are compared again after a
 * minute, because an operator may have repaired them. Used by the thread of the rounds.
 */
final class MoveCompletion implements AutoCloseable {
    private static final Duration REPEAT = Duration.ofMinutes(1);

    private final PartitionMoves moves;
    private final Clock clock;
    private final ShardListener listener;
    private final ExecutorService executor = DaemonThreads.fixed("foreshard-move-comparison", 1);
    private Comparison comparison;

    MoveCompletion(PartitionMoves moves, Clock clock, ShardListener listener) {
        this.moves = moves;
        this.clock = clock;
        this.listener = listener;
    }

    /** A comparison of the copies that a version of the placement moved. */
    private record Comparison(long version, long endMillis, CompletableFuture<Optional<List<String>>> differences) {
        /** Returns the differences of a comparison that has ended; empty if it could not be finished. */
        Optional<List<String>> found() {
            return differences.isCompletedExceptionally() ? Optional.empty() : differences.join();
        }
    }

    /** Returns what is left of the move to a version of the placement; empty if it is complete. */
    List<PlacementDecision> left(long version, ClusterLoads loads) {
        CopyStates copies = moves.copies();
        if (copies.obstacle().isPresent()) {
            comparison = null;
            List<PlacementDecision> left = new ArrayList<>();
            left.add(decision(Reason.UNSETTLED, copies.obstacle().get()));
            copies.unsettled().forEach(copy -> left.add(unsettled(copy, loads)));
            return left;
        }
        if (comparison == null || comparison.version() != version) {
            compare(version);
        }
        if (!comparison.differences().isDone()) {
            return List.of(decision(Reason.UNSETTLED, "The copies that moved are being compared."));
        }
        Optional<List<String>> differences = comparison.found();
        if (differences.isEmpty()) {
            comparison = null;
            return List.of(decision(Reason.UNSETTLED, "The copies that moved will be compared again."));
        }
        if (!differences.get().isEmpty() && clock.millis() > comparison.endMillis()) {
            compare(version);
        }
        return differences.get().stream()
                .map(difference -> decision(Reason.COPIES_DIFFER, difference))
                .toList();
    }

    private void compare(long version) {
        CompletableFuture<Optional<List<String>>> differences =
                CompletableFuture.supplyAsync(moves::differences, executor);
        differences.thenAccept(found -> found.orElse(List.of()).forEach(listener::onCopiesDiffer));
        comparison = new Comparison(version, clock.millis() + REPEAT.toMillis(), differences);
    }

    private static PlacementDecision unsettled(UnsettledCopy copy, ClusterLoads loads) {
        long bytes = loads.partitions().get(copy.partition()).load().bytes();
        return copy.filling()
                ? new PlacementDecision(
                        Reason.FILLING, copy.partition(), "", copy.server(), bytes, "its rows are being copied")
                : new PlacementDecision(
                        Reason.DELETING, copy.partition(), copy.server(), "", 0, "the previous owner deletes its copy");
    }

    private static PlacementDecision decision(Reason code, String sentence) {
        return new PlacementDecision(code, -1, "", "", 0, sentence);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
