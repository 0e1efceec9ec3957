package io.foreshard.tier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A short slice of the simulation, on a fixed seed and on one that differs in each run. */
class TierSimulationTest {
    private static final int ROUNDS = 120;
    private static final long FIXED_SEED = 42;

    @Test
    void run_sameSeedTwice_hasTheSameDigestAndLosesNothing() {
        SimulationResult first = run(FIXED_SEED);
        SimulationResult second = run(FIXED_SEED);

        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(second).isEqualTo(first);
        assertThat(first.inFlight()).as("moves cut off by a crash").isGreaterThan(ROUNDS / 20);
        assertThat(first.faults()).isPositive();
        assertThat(first.failpoints()).hasSizeGreaterThan(100);
        assertThat(first.counts().get("offloads")).isGreaterThan(ROUNDS / 2);
        assertThat(first.counts().get("uploadedPages")).isGreaterThan(ROUNDS / 2);
        assertThat(first.counts().get("releasedPages")).isGreaterThan(ROUNDS / 2);
        assertThat(first.counts().get("passedPages")).isGreaterThan(ROUNDS / 2);
    }

    /** Repeat a run with {@code -Dforeshard.seed=<the printed number>}. */
    @Test
    void run_randomSeed_losesNothing() {
        long seed = Long.getLong("foreshard.seed", new Random().nextLong());
        System.out.println(getClass().getSimpleName() + ": foreshard.seed=" + seed);
        run(seed);
    }

    private static SimulationResult run(long seed) {
        SimulationResult result = TierSimulation.run(seed, ROUNDS, new SimulationListener() {
            @Override
            public void violated(String sentence, List<String> trace) {
                System.out.println(sentence);
                trace.forEach(step -> System.out.println("    " + step));
            }
        });
        assertThat(result.violations()).isEmpty();
        assertThat(result.lost() + result.wrong()).isZero();
        assertThat(result.rounds()).isEqualTo(ROUNDS);
        assertThat(result.crashes()).isGreaterThan(ROUNDS / 5);
        return result;
    }
}
