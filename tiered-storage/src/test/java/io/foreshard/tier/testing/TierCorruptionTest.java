package io.foreshard.tier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A short slice of the corruption attack, on a fixed seed and on one that differs in each run. */
class TierCorruptionTest {
    private static final int INJECTIONS = 600;
    /** A seed with each outcome: few corruptions hit a page whose bytes a crash left in the file. */
    private static final long FIXED_SEED = 45;

    @Test
    void run_sameSeedTwice_hasTheSameDigestAndFindsEachCorruption() {
        CorruptionResult first = run(FIXED_SEED);

        assertThat(run(FIXED_SEED)).isEqualTo(first);
        assertThat(first.refused()).isPositive();
        assertThat(first.failed()).isPositive();
        assertThat(first.healed()).isPositive();
        Set<String> kinds = first.kinds().keySet().stream()
                .map(kind -> kind.replaceAll(":.*", ""))
                .collect(Collectors.toSet());
        assertThat(kinds).hasSize(Corruption.values().length);
        assertThat(first.kinds()).containsKeys("SMALL_OBJECT_FLIP:manifest", "LOCAL_FILE_FLIP:owner");
    }

    /** Repeat a run with {@code -Dforeshard.seed=<the printed number>}. */
    @Test
    void run_randomSeed_findsEachCorruption() {
        long seed = Long.getLong("foreshard.seed", new Random().nextLong());
        System.out.println(getClass().getSimpleName() + ": foreshard.seed=" + seed);
        run(seed);
    }

    private static CorruptionResult run(long seed) {
        CorruptionResult result = TierCorruption.run(seed, INJECTIONS, SimulationListener.NONE);
        assertThat(result.violations()).isEmpty();
        assertThat(result.lost() + result.wrong()).isZero();
        assertThat(result.injections()).isEqualTo(INJECTIONS);
        return result;
    }
}
