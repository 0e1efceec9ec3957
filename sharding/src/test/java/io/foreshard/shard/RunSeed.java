package io.foreshard.shard;

import java.util.Random;
import org.junit.jupiter.api.RepetitionInfo;

/** The seed of this run of the tests: random, printed, and repeatable with {@code -Dforeshard.seed}. */
final class RunSeed {
    private static final long SEED = Long.getLong("foreshard.seed", new Random().nextLong());

    static {
        System.out.println("Repeat the random tests of shards with -Dforeshard.seed=" + SEED);
    }

    private RunSeed() {}

    /** Returns the random numbers of one repetition. */
    static Random random(RepetitionInfo repetition) {
        return new Random(SEED + repetition.getCurrentRepetition());
    }
}
