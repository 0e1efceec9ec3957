package io.foreshard.tier;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/** Moves partitions of a group in parallel, each reserved on this node while it moves. Thread-safe. */
final class PartitionMoves {
    private final PartitionHost host;
    private final Executor executor;

    PartitionMoves(PartitionHost host, Executor executor) {
        this.host = host;
        this.executor = executor;
    }

    /** A move of one partition. */
    interface Move {
        /** Returns the pages it moved. */
        int apply(TieredPartition partition) throws IOException;
    }

    /**
     * The end of all moves.
     *
     * @param moved sum of the partitions that succeeded
     * @param failures cause of each partition that failed, by number
     */
    record Outcome(MovedPages moved, Map<Integer, Exception> failures) {}

    /**
     * Moves partitions and waits for all of them; a partition that has left this node moves 0 pages.
     *
     * @throws InterruptedException if the thread is interrupted while it waits; the moves go on
     */
    Outcome run(TieredGroup group, Map<Integer, TieredPartition> partitions, Move move) throws InterruptedException {
        Map<Integer, FutureTask<Integer>> running = new TreeMap<>();
        partitions.forEach((number, partition) -> {
            FutureTask<Integer> task = new FutureTask<>(() -> reserved(group, number, partition, move));
            running.put(number, task);
            executor.execute(task);
        });
        long pages = 0;
        long bytes = 0;
        Map<Integer, Exception> failures = new TreeMap<>();
        for (Map.Entry<Integer, FutureTask<Integer>> task : running.entrySet()) {
            try {
                int moved = task.getValue().get();
                pages += moved;
                bytes += (long) moved * partitions.get(task.getKey()).pageBytes();
            } catch (ExecutionException e) {
                failures.put(task.getKey(), cause(e));
            }
        }
        return new Outcome(new MovedPages(partitions.size(), pages, bytes), failures);
    }

    private int reserved(TieredGroup group, int number, TieredPartition partition, Move move) throws IOException {
        PartitionHost.Reservation reservation = host.reserve(group, number);
        if (reservation == null) {
            return 0;
        }
        try {
            return move.apply(partition);
        } finally {
            reservation.release();
        }
    }

    private static Exception cause(ExecutionException failure) {
        return failure.getCause() instanceof Exception exception ? exception : failure;
    }
}
