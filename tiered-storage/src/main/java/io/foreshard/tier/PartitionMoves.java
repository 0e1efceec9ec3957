package io.foreshard.tier;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.IntConsumer;

/** Moves partitions of a group in parallel, each reserved on this node while it moves. Thread-safe. */
final class PartitionMoves {
    private final PartitionHost host;
    private final Executor executor;

    PartitionMoves(PartitionHost host, Executor executor) {
        this.host = host;
        this.executor = executor;
    }

    /** A task for one partition. */
    interface Move<T> {
        T apply(TieredPartition partition) throws IOException;
    }

    /**
     * The end of all moves.
     *
     * @param results result of each partition that succeeded, by number; a partition that is no longer on this node has none
     * @param failures cause of each partition that failed, by number
     */
    record Outcome<T>(Map<Integer, T> results, Map<Integer, Exception> failures) {}

    /**
     * Runs a task for each partition and waits for all of them.
     *
     * @param ended receives each partition whose task has ended, or was not run because the partition is no longer on this node
     * @throws InterruptedException if the thread is interrupted while it waits; the moves go on
     */
    <T> Outcome<T> run(TieredGroup group, Map<Integer, TieredPartition> partitions, Move<T> move, IntConsumer ended)
            throws InterruptedException {
        Map<Integer, FutureTask<Optional<T>>> running = new TreeMap<>();
        partitions.forEach((number, partition) -> {
            FutureTask<Optional<T>> task = new FutureTask<>(() -> {
                try {
                    return reserved(group, number, partition, move);
                } finally {
                    ended.accept(number);
                }
            });
            running.put(number, task);
            executor.execute(task);
        });
        Map<Integer, T> results = new TreeMap<>();
        Map<Integer, Exception> failures = new TreeMap<>();
        for (Map.Entry<Integer, FutureTask<Optional<T>>> task : running.entrySet()) {
            try {
                task.getValue().get().ifPresent(result -> results.put(task.getKey(), result));
            } catch (ExecutionException e) {
                failures.put(task.getKey(), cause(e));
            }
        }
        return new Outcome<>(results, failures);
    }

    private <T> Optional<T> reserved(TieredGroup group, int number, TieredPartition partition, Move<T> move)
            throws IOException {
        PartitionHost.Reservation reservation = host.reserve(group, number);
        if (reservation == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(move.apply(partition));
        } finally {
            reservation.release();
        }
    }

    private static Exception cause(ExecutionException failure) {
        return failure.getCause() instanceof Exception exception ? exception : failure;
    }
}
