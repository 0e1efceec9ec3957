package io.foreshard.shard.balance;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The load of the next epoch's partitions before it begins: that of the present epoch's partitions with the same band and salt.
 *
 * <p>Epochs have numbers that wrap, and each number has as many partitions as another, in order. The boundary between two epochs is staggered by user over a whole epoch: in the period {@code n} the ids of the
 * epochs {@code n} and {@code n + 1} are issued, at first nearly all of {@code n} and at its end nearly all of {@code n + 1}. So at the end of the period {@code n} the present epoch is {@code n + 1}, and the next is {@code n + 2}, of which
 * the first id is issued when the period ends. Immutable; thread-safe if the clock is.
 */
public final class EpochForecast {
    /** Share of an epoch before its begin in which its load is forecast: 3 days of 30, enough for many moves, and late enough that bands and users are those of the epoch. */
    private static final int LEAD_SHARE = 10;

    private final int epochs;
    private final int partitionsOfEpoch;
    private final long epochMillis;
    private final Clock clock;

    /**
     * Creates a forecast.
     *
     * @param epochs number of epochs before the numbers wrap, at least 3
     * @param partitionsOfEpoch number of partitions of each
     * @param epoch duration of an epoch, at least 1 ms
     * @param clock the clock that ids are issued by
     * @throws IllegalArgumentException if a number is smaller
     */
    public EpochForecast(int epochs, int partitionsOfEpoch, Duration epoch, Clock clock) {
        if (epochs < 3 || partitionsOfEpoch < 1 || epoch.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "There are at least 3 epochs of at least 1 ms, each with a partition, but " + epochs + " of "
                            + epoch + " with " + partitionsOfEpoch + " partitions.");
        }
        this.epochs = epochs;
        this.partitionsOfEpoch = partitionsOfEpoch;
        this.epochMillis = epoch.toMillis();
        this.clock = clock;
    }

    /**
     * Returns the loads that the next epoch adds: for each of its partitions the present load of its counterpart, nothing for all others; empty if the next epoch does not begin soon.
     *
     * @param present load of each partition of the map
     */
    Optional<List<Load>> next(List<Load> present) {
        long nowMillis = clock.millis();
        long period = Math.floorDiv(nowMillis, epochMillis);
        long left = (period + 1) * epochMillis - nowMillis;
        if (left > epochMillis / LEAD_SHARE) {
            return Optional.empty();
        }
        int from = firstPartition(period + 1);
        int to = firstPartition(period + 2);
        List<Load> next = new ArrayList<>(Collections.nCopies(present.size(), Load.NONE));
        for (int i = 0; i < partitionsOfEpoch; i++) {
            next.set(to + i, present.get(from + i));
        }
        return Optional.of(next);
    }

    private int firstPartition(long epoch) {
        return Math.floorMod(epoch, epochs) * partitionsOfEpoch;
    }
}
