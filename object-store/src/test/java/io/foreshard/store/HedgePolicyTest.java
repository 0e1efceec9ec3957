package io.foreshard.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule for second reads in simulated time. */
class HedgePolicyTest {
    private static final int UNIT = 64 << 10;
    private static final double FIRST_BYTE = 30;
    private static final int READS = 20_000;

    private final HedgePolicy policy = new HedgePolicy();
    private int seconds;

    /** Returns the durations in ms of reads, each the sooner answer of one or two, in ascending order. */
    private double[] simulate(long seed, ToDoubleFunction<Random> millis) {
        Random random = new Random(seed);
        double[] durations = new double[READS];
        for (int read = 0; read < READS; read++) {
            Hedge hedge = policy.read(UNIT);
            double first = millis.applyAsDouble(random);
            double delay = hedge.delayNanos() / (double) TimeUnit.MILLISECONDS.toNanos(1);
            durations[read] = first;
            if (first > delay && hedge.take()) {
                seconds++;
                double second = millis.applyAsDouble(random);
                durations[read] = Math.min(first, delay + second);
                hedge.ended(nanos(durations[read] - delay));
            }
            hedge.ended(nanos(durations[read]));
        }
        Arrays.sort(durations);
        return durations;
    }

    private static long nanos(double millis) {
        return (long) (millis * TimeUnit.MILLISECONDS.toNanos(1));
    }

    private static double withStragglers(Random random, double share) {
        return random.nextDouble() < share ? 200 + 800 * random.nextDouble() : FIRST_BYTE + random.nextDouble();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void read_5PercentStragglers_99PercentEndWithin2AndAHalfFirstBytes(long seed) {
        double[] durations = simulate(seed, random -> withStragglers(random, .05));

        assertThat(durations[READS * 99 / 100]).isLessThanOrEqualTo(2.5 * FIRST_BYTE);
        assertThat(durations[READS / 2]).isLessThan(FIRST_BYTE + 1);
        assertThat(seconds).isBetween(READS * 4 / 100, READS * 5 / 100 + 20);
    }

    @Test
    void read_storeSlowsDown_sends5PercentTwiceAtMost() {
        simulate(1, random -> withStragglers(random, 0));
        assertThat(seconds).as("no straggler").isZero();

        simulate(2, random -> 10 * withStragglers(random, .5));

        assertThat(seconds).isLessThanOrEqualTo(READS * 5 / 100 + 20);
    }

    @Test
    void read_durationsVary_spendsTheBudgetOnTheSlowest() {
        double[] alone = new double[READS];
        Random random = new Random(1);
        Arrays.setAll(alone, read -> FIRST_BYTE * Math.exp(.5 * random.nextGaussian()));
        Arrays.sort(alone);

        double[] durations = simulate(1, other -> FIRST_BYTE * Math.exp(.5 * other.nextGaussian()));

        assertThat(seconds).isLessThanOrEqualTo(READS * 5 / 100 + 20);
        assertThat(durations[READS * 99 / 100]).isLessThan(alone[READS * 99 / 100]);
    }

    @Test
    void delayNanos_fewReads_isNever() {
        for (int read = 0; read < 31; read++) {
            assertThat(policy.read(UNIT).delayNanos()).isEqualTo(Long.MAX_VALUE);
            policy.read(UNIT).ended(nanos(FIRST_BYTE));
        }
    }

    @Test
    void read_otherSizes_haveDelaysOfTheirOwn() {
        for (int read = 0; read < 64; read++) {
            policy.read(UNIT).ended(nanos(30));
            policy.read(8 << 20).ended(nanos(130));
        }

        assertThat(policy.read(1).delayNanos()).isEqualTo(nanos(37.5));
        assertThat(policy.read(128 << 10).delayNanos()).isEqualTo(nanos(37.5));
        assertThat(policy.read((128 << 10) + 1).delayNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(policy.read(6 << 20).delayNanos()).isEqualTo(nanos(130 * 5 / 4.));
    }
}
