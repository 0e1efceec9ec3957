package io.foreshard.shard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The loads of all partitions over the last rounds, newest last: the evidence of the planner.
 *
 * <p>A new coordinator starts with an empty history, so it merges nothing before it has measured for the whole merge evidence. Immutable and thread-safe.
 */
public final class LoadHistory {
    private static final LoadHistory EMPTY = new LoadHistory(List.of());

    private final List<Round> rounds;

    private LoadHistory(List<Round> rounds) {
        this.rounds = rounds;
    }

    /** Returns a history without rounds. */
    public static LoadHistory empty() {
        return EMPTY;
    }

    /**
     * Returns the history with one more round, without the rounds that are not needed to cover {@code keep}.
     *
     * @param loads one for each partition
     */
    public LoadHistory plus(long nowMillis, List<PartitionLoad> loads, Duration keep) {
        if (!rounds.isEmpty() && rounds.get(rounds.size() - 1).atMillis >= nowMillis) {
            return new LoadHistory(
                    List.of(new Round(nowMillis, loads))); // the clock did not advance: older rounds cannot be ordered
        }
        int first = 0;
        while (first + 1 < rounds.size() && rounds.get(first + 1).atMillis <= nowMillis - keep.toMillis()) {
            first++;
        }
        List<Round> kept = new ArrayList<>(rounds.subList(first, rounds.size()));
        kept.add(new Round(nowMillis, loads));
        return new LoadHistory(List.copyOf(kept));
    }

    /** Returns the loads of the newest round. */
    List<PartitionLoad> newest() {
        return rounds.get(rounds.size() - 1).loads;
    }

    boolean isEmpty() {
        return rounds.isEmpty();
    }

    /** Returns whether the rounds reach back for at least a window. */
    boolean covers(Duration window) {
        return !rounds.isEmpty()
                && rounds.get(0).atMillis <= rounds.get(rounds.size() - 1).atMillis - window.toMillis();
    }

    /** Returns the sum of the loads of a range in each round of a window, oldest first. */
    List<PartitionLoad> of(int firstPartition, int partitions, Duration window) {
        List<PartitionLoad> sums = new ArrayList<>();
        for (Round round : rounds) {
            if (round.atMillis >= rounds.get(rounds.size() - 1).atMillis - window.toMillis()) {
                sums.add(sum(round.loads, firstPartition, partitions));
            }
        }
        return sums;
    }

    /** Returns the sum of the loads of a range. */
    static PartitionLoad sum(List<PartitionLoad> loads, int firstPartition, int partitions) {
        PartitionLoad sum = PartitionLoad.NONE;
        for (int partition = firstPartition; partition < firstPartition + partitions; partition++) {
            sum = sum.plus(loads.get(partition));
        }
        return sum;
    }

    private record Round(long atMillis, List<PartitionLoad> loads) {}
}
