package io.foreshard.tier.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;

/** The duel has about the misses of its better candidate, also when another one becomes better. */
class DuelingTest {
    private static final int UNITS = 2_000;
    private static final int BUDGET = 1_000;

    @Example
    void release_loopThenDrift_hasTheMissesOfTheBetterCandidate() {
        RetentionPolicy lru = RetentionPolicy.leastRecentlyUsed();
        RetentionPolicy sieve = RetentionPolicy.sieve();
        RetentionPolicy duel = new Dueling(List.of(LeastRecentlyUsed::new, Sieve::new));
        long[] popular = popular(1, 200_000, UNITS);
        long[] drift = drift(2, 200_000);

        int lruPopular = Accesses.misses(Accesses.replay(lru, popular, BUDGET));
        int sievePopular = Accesses.misses(Accesses.replay(sieve, popular, BUDGET));
        int duelPopular = Accesses.misses(Accesses.replay(duel, popular, BUDGET));
        int lruDrift = Accesses.misses(Accesses.replay(lru, drift, BUDGET));
        int sieveDrift = Accesses.misses(Accesses.replay(sieve, drift, BUDGET));
        int duelDrift = Accesses.misses(Accesses.replay(duel, drift, BUDGET));

        assertThat(sievePopular).isLessThan((int) (.9 * lruPopular));
        assertThat(duelPopular).isLessThan((int) (1.03 * sievePopular));
        assertThat(lruDrift).isLessThan((int) (.9 * sieveDrift));
        assertThat(duelDrift).isLessThan((int) (1.1 * lruDrift));
    }

    /** Few popular units, and scans. */
    private static long[] popular(long seed, int accesses, int units) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] result = new long[accesses];
        int scan = 0;
        for (int i = 0; i < accesses; i++) {
            result[i] = random.nextBoolean() ? scan++ % units : (long) (units * Math.pow(random.nextDouble(), 2));
        }
        return result;
    }

    /** Units that are accessed a few times in a short time, and never again. */
    private static long[] drift(long seed, int accesses) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] result = new long[accesses];
        for (int i = 0; i < accesses; i++) {
            result[i] = UNITS + i / 4 - (long) (980 * random.nextDouble());
        }
        return result;
    }

    @Example
    void release_manyUnits_samplesThem() {
        int units = 40_000;
        RetentionPolicy sieve = RetentionPolicy.sieve();
        RetentionPolicy duel = new Dueling(List.of(LeastRecentlyUsed::new, Sieve::new));
        long[] accesses = popular(3, 600_000, units);

        int sieveMisses = Accesses.misses(Accesses.replay(sieve, accesses, units / 2));
        int duelMisses = Accesses.misses(Accesses.replay(duel, accesses, units / 2));

        assertThat(duelMisses).isLessThan((int) (1.05 * sieveMisses));
    }
}
