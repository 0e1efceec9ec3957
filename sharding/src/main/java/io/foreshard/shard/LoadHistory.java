package io.foreshard.shard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * The loads of all partitions over the last rounds, newest last: the evidence of the planner.
 *
 * <p>A new coordinator starts with an empty history, so it merges nothing before it has measured for the whole merge evidence. Immutable and thread-safe.
 */
public final class LoadHistory {
    private static final LoadHistory EMPTY = new LoadHistory(List.of());

    private final List<LoadRound> rounds;

    private LoadHistory(List<LoadRound> rounds) {
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
        LoadRound round = new LoadRound(nowMillis, loads);
        if (!rounds.isEmpty() && newest().atMillis() >= nowMillis) {
            return new LoadHistory(List.of(round)); // the clock did not advance: older rounds cannot be ordered
        }
        int first = 0;
        while (first + 1 < rounds.size() && rounds.get(first + 1).atMillis() <= nowMillis - keep.toMillis()) {
            first++;
        }
        List<LoadRound> kept = new ArrayList<>(rounds.subList(first, rounds.size()));
        kept.add(round);
        return new LoadHistory(List.copyOf(kept));
    }

    boolean isEmpty() {
        return rounds.isEmpty();
    }

    /** Returns whether the rounds reach back for at least a window. */
    boolean covers(Duration window) {
        return !rounds.isEmpty() && rounds.get(0).atMillis() <= newest().atMillis() - window.toMillis();
    }

    /** Returns the number of rounds of a window. */
    int rounds(Duration window) {
        return rounds.size() - firstOf(window);
    }

    /** Returns the load of a range in the newest round. */
    RangeLoad newest(int firstPartition, int partitions) {
        return newest().of(firstPartition, partitions);
    }

    /** Returns the minimum of each dimension over the rounds of a window. */
    RangeLoad minimum(int firstPartition, int partitions, Duration window) {
        return reduce(firstPartition, partitions, window, RangeLoad::min);
    }

    /** Returns the maximum of each dimension over the rounds of a window. */
    RangeLoad maximum(int firstPartition, int partitions, Duration window) {
        return reduce(firstPartition, partitions, window, RangeLoad::max);
    }

    private RangeLoad reduce(int firstPartition, int partitions, Duration window, BinaryOperator<RangeLoad> operator) {
        RangeLoad result = newest(firstPartition, partitions);
        for (LoadRound round : rounds.subList(firstOf(window), rounds.size() - 1)) {
            result = operator.apply(result, round.of(firstPartition, partitions));
        }
        return result;
    }

    private int firstOf(Duration window) {
        int first = rounds.size() - 1;
        while (first > 0 && rounds.get(first - 1).atMillis() >= newest().atMillis() - window.toMillis()) {
            first--;
        }
        return first;
    }

    private LoadRound newest() {
        return rounds.get(rounds.size() - 1);
    }
}
