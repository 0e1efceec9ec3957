package io.foreshard.shard.balance;

import io.foreshard.shard.PartitionLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The loads of partitions as decayed means: of seconds, which tell of an overload that cannot wait, and of minutes, by which everything else is decided.
 *
 * <p>A round weighs 1 - 0.5^(time since the last round / half-life), at least as much as in the mean of all rounds: so the means are those of all rounds until there are enough for the half-life. Bytes are those of
 * the last round. Not thread-safe.
 */
public final class LoadMeans {
    private static final double HALF_LIFE_MILLIS = Duration.ofSeconds(10).toMillis();
    private static final double STEADY_HALF_LIFE_MILLIS = Duration.ofMinutes(2).toMillis();

    private List<Load> loads = List.of();
    private List<Load> steadyLoads = List.of();
    private int rounds;
    private long firstMillis;
    private long lastMillis;

    /**
     * Adds a round. If the clock did not advance, the means begin again with it.
     *
     * @param measured one for each partition, as many in each round
     */
    public void add(long nowMillis, List<PartitionLoad> measured) {
        if (rounds == 0 || nowMillis <= lastMillis) {
            rounds = 0;
            firstMillis = nowMillis;
            loads = measured.stream().map(LoadMeans::load).toList();
            steadyLoads = loads;
        }
        rounds++;
        loads = means(loads, measured, weight(nowMillis, HALF_LIFE_MILLIS));
        steadyLoads = means(steadyLoads, measured, weight(nowMillis, STEADY_HALF_LIFE_MILLIS));
        lastMillis = nowMillis;
    }

    private double weight(long nowMillis, double halfLifeMillis) {
        return Math.max(1.0 / rounds, 1 - StrictMath.pow(0.5, (nowMillis - lastMillis) / halfLifeMillis));
    }

    private static List<Load> means(List<Load> means, List<PartitionLoad> measured, double weight) {
        List<Load> next = new ArrayList<>(measured.size());
        for (int partition = 0; partition < measured.size(); partition++) {
            next.add(means.get(partition).towards(load(measured.get(partition)), weight));
        }
        return next;
    }

    private static Load load(PartitionLoad measured) {
        return new Load(
                measured.bytes(), measured.readsPerSecond(), measured.writesPerSecond(), measured.cpuPerSecond());
    }

    /** Returns the means of seconds. */
    public List<Load> loads() {
        return loads;
    }

    /** Returns the means of minutes. */
    public List<Load> steadyLoads() {
        return steadyLoads;
    }

    /** Returns for how long loads were measured without a gap. */
    public Duration measuredFor() {
        return Duration.ofMillis(lastMillis - firstMillis);
    }

    /** Returns the time of the last round. */
    public long atMillis() {
        return lastMillis;
    }
}
