package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lives of nodes around one store, on a fixed seed and on one that differs in each run. */
class StoreLifeSimulationTest {
    /** A longer run: {@code -Dforeshard.lives=5000}. */
    private static final int LIVES = Integer.getInteger("foreshard.lives", 25);

    private static final int STEPS = 200;
    private static final long FIXED_SEED = 42;

    @Test
    void life_fixedSeed_losesNoNamedObject() throws IOException {
        live(FIXED_SEED);
    }

    /** Repeat a run with {@code -Dforeshard.seed=<the printed number>}. */
    @Test
    void life_randomSeed_losesNoNamedObject() throws IOException {
        long seed = Long.getLong("foreshard.seed", new Random().nextLong());
        System.out.println(getClass().getSimpleName() + ": foreshard.seed=" + seed);
        live(seed);
    }

    private static void live(long seed) throws IOException {
        Random seeds = new Random(seed);
        int kills = 0;
        int forks = 0;
        int foreign = 0;
        long deleted = 0;
        long collected = 0;
        for (int i = 0; i < LIVES; i++) {
            long one = seeds.nextLong();
            StoreLife life = new StoreLife(one);
            try {
                for (int step = 0; step < STEPS; step++) {
                    life.step();
                }
                life.finish();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("foreshard.seed=" + seed + ", life " + i + " " + one, e);
            }
            kills += life.kills();
            forks += life.forks();
            foreign += life.foreign();
            deleted += life.deleted();
            collected += life.collected();
        }
        System.out.printf(
                "%d lives: %d kills, %d forks, %d foreign writers, %d objects deleted, %d collected%n",
                LIVES, kills, forks, foreign, deleted, collected);
        assertThat(kills).isGreaterThan(LIVES);
        assertThat(forks).isGreaterThan(LIVES / 2);
        assertThat(deleted).isGreaterThan(LIVES / 2);
    }
}
