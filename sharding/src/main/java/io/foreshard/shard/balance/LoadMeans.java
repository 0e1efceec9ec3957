package io.foreshard.shard.balance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The loads of partitions as decayed means: of seconds, which tell of an overload that cannot wait, and of minutes, by which everything else is decided.
 *
 * <p>If the load of a partition changes for 150 s, its mean of minutes begins anew with the change. A round weighs 1 - 0.5^(time since the last round / half-life), at least as much as in the mean of all rounds: so the means are those of all rounds until there are enough for the half-life. Bytes are those of
 * the last round. Not thread-safe.
 */
public final class LoadMeans {
    private static final double HALF_LIFE_MILLIS = Duration.ofSeconds(10).toMillis();
    private static final double STEADY_HALF_LIFE_MILLIS = Duration.ofMinutes(2).toMillis();

    /** Difference between the two means of a partition, as a share of the larger one, above which its load changes. */
    private static final double CHANGED = 0.3;
    /** Time after which a change lasts: longer than the half of a wave that moves should not follow. */
    private static final long LASTING_MILLIS = 150_000;

    private List<Load> loads = List.of();
    private List<Load> steadyLoads = List.of();
    private Change[] changes = new Change[0];
    private int rounds;
    private long firstMillis;
    private long lastMillis;

    /**
     * Adds a round. If the clock did not advance, the means begin again with it.
     *
     * @param measured one for each partition, as many in each round
     */
    public void add(long nowMillis, List<Load> measured) {
        if (rounds == 0 || nowMillis <= lastMillis) {
            rounds = 0;
            firstMillis = nowMillis;
            loads = List.copyOf(measured);
            steadyLoads = loads;
            changes = new Change[measured.size()];
        }
        rounds++;
        loads = means(loads, measured, weight(nowMillis, HALF_LIFE_MILLIS));
        steadyLoads = means(steadyLoads, measured, weight(nowMillis, STEADY_HALF_LIFE_MILLIS));
        lastMillis = nowMillis;
        steadyLoads = withLastingChanges(measured);
    }

    /** Returns the steady means, those of partitions whose load changed to stay begun anew with the change. */
    private List<Load> withLastingChanges(List<Load> measured) {
        List<Load> next = new ArrayList<>(steadyLoads);
        for (int partition = 0; partition < changes.length; partition++) {
            if (!loads.get(partition).differsFrom(steadyLoads.get(partition), CHANGED)) {
                changes[partition] = null;
                continue;
            }
            if (changes[partition] == null) {
                changes[partition] = new Change(lastMillis);
            }
            changes[partition].add(measured.get(partition));
            if (lastMillis - changes[partition].sinceMillis >= LASTING_MILLIS) {
                next.set(partition, changes[partition].mean());
                changes[partition] = null;
            }
        }
        return next;
    }

    /** The loads of a partition since they differ from its steady mean. */
    private static final class Change {
        private final long sinceMillis;
        private Load mean = Load.NONE;
        private int rounds;

        private Change(long sinceMillis) {
            this.sinceMillis = sinceMillis;
        }

        private void add(Load measured) {
            rounds++;
            mean = mean.towards(measured, 1.0 / rounds);
        }

        private Load mean() {
            return mean;
        }
    }

    private double weight(long nowMillis, double halfLifeMillis) {
        return Math.max(1.0 / rounds, 1 - StrictMath.pow(0.5, (nowMillis - lastMillis) / halfLifeMillis));
    }

    private static List<Load> means(List<Load> means, List<Load> measured, double weight) {
        List<Load> next = new ArrayList<>(measured.size());
        for (int partition = 0; partition < measured.size(); partition++) {
            next.add(means.get(partition).towards(measured.get(partition), weight));
        }
        return next;
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
