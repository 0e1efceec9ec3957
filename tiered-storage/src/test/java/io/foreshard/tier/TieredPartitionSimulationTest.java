package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lives of a partition under load, store failures and kills, on a fixed seed and on one that differs in each run. */
class TieredPartitionSimulationTest {
    private static final int LIVES = 30;
    private static final int STEPS = 120;
    private static final long FIXED_SEED = 42;

    @TempDir
    Path directory;

    @Test
    void life_fixedSeed_losesNoPage() throws IOException {
        live(FIXED_SEED);
    }

    /** Repeat a run with {@code -Dforeshard.seed=<the printed number>}. */
    @Test
    void life_randomSeed_losesNoPage() throws IOException {
        long seed = Long.getLong("foreshard.seed", new Random().nextLong());
        System.out.println(getClass().getSimpleName() + ": foreshard.seed=" + seed);
        live(seed);
    }

    private void live(long seed) throws IOException {
        int crashes = 0;
        int kills = 0;
        int offloads = 0;
        for (long one : seeds(seed)) {
            Path home = Files.createDirectory(directory.resolve(Long.toHexString(one)));
            PartitionLife life = new PartitionLife(one, home);
            try {
                for (int step = 0; step < STEPS; step++) {
                    life.step();
                }
                life.verify();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("foreshard.seed=" + seed + ", life " + one, e);
            }
            crashes += life.crashes();
            kills += life.kills();
            offloads += life.offloads();
        }
        assertThat(crashes).isGreaterThan(LIVES);
        assertThat(kills).isGreaterThan(LIVES);
        assertThat(offloads).isGreaterThan(LIVES);
    }

    private static long[] seeds(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return LongStream.generate(random::nextLong).limit(LIVES).toArray();
    }
}
