package io.foreshard.profile;

import io.foreshard.key.ProfileLayout;
import io.foreshard.key.ProfileLayout.Field;
import java.time.Duration;
import java.util.BitSet;

/**
 * The rows for which one server issued ids, by partition, and the partitions that are full (decision 26).
 *
 * <p>A partition is full above 1.25 times the mean of its epoch's partitions and overfull above 1.75 times. A server counts its own rows only and begins with none:
 * if each server keeps its own rows even, their sum is even.
 *
 * <p>A row of one epoch duration ago counts half, so that rows of the previous use of an epoch's number, 15 epochs ago, count nothing. Instead of fading all
 * counts, a later row counts more (forward decay: Cormode, Shkapenyuk, Srivastava, Xu 2009). Thread-safe.
 */
public final class IssuedRows {
    /** Rows over the mean above which a partition is full. */
    private static final double FULL = 1.25;
    /** Rows over the mean above which a partition is overfull. */
    private static final double OVERFULL = 1.75;
    /** Mean below which no partition is full: a few rows say nothing about a user's place. */
    private static final double MIN_MEAN = 13;
    /** Half lives after which the weights begin again at 1. A double holds twice as many. */
    private static final int MAX_HALF_LIVES = 500;

    private final int partitions;
    private final int partitionsOfEpoch;
    private final long halfLifeMillis;
    /** Sum of the weights of the rows of each partition. */
    private final double[] sums;

    /** Time at which a row weighs 1. */
    private long beginMillis = Long.MIN_VALUE;

    private double weight = 1;

    /**
     * Creates counts without any row.
     *
     * @param partitions number of partitions, a power of two, at least 2^(epoch bits)
     * @param epoch duration of an epoch, positive
     */
    public IssuedRows(ProfileLayout layout, int partitions, Duration epoch) {
        this.partitions = partitions;
        this.partitionsOfEpoch = partitions >>> layout.width(Field.EPOCH);
        this.halfLifeMillis = epoch.toMillis();
        this.sums = new double[partitions];
    }

    /**
     * Adds the rows of an id.
     *
     * @param rows number of records
     * @param nowMillis time of issue; an earlier time than that of the last rows counts as that
     */
    public synchronized void add(long profileId, int rows, long nowMillis) {
        advance(nowMillis);
        sums[ProfileLayout.partition(profileId, partitions)] += rows * weight;
    }

    private void advance(long nowMillis) {
        if (beginMillis == Long.MIN_VALUE) {
            beginMillis = nowMillis;
        }
        double halfLives = (double) (nowMillis - beginMillis) / halfLifeMillis;
        if (halfLives > MAX_HALF_LIVES) {
            for (int i = 0; i < partitions; i++) {
                sums[i] *= Math.pow(.5, halfLives);
            }
            beginMillis = nowMillis;
            weight = 1;
        } else {
            weight = Math.max(weight, Math.pow(2, halfLives));
        }
    }

    /** Returns the partitions that are full now. */
    public synchronized FullPartitions full() {
        BitSet full = new BitSet(partitions);
        BitSet overfull = new BitSet(partitions);
        for (int first = 0; first < partitions; first += partitionsOfEpoch) {
            double sum = 0;
            for (int i = first; i < first + partitionsOfEpoch; i++) {
                sum += sums[i];
            }
            double mean = Math.max(sum / partitionsOfEpoch, MIN_MEAN * weight);
            for (int i = first; i < first + partitionsOfEpoch; i++) {
                full.set(i, sums[i] > FULL * mean);
                overfull.set(i, sums[i] > OVERFULL * mean);
            }
        }
        return new FullPartitions(partitions, full, overfull);
    }
}
