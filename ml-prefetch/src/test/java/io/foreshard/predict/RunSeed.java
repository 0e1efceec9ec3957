package io.foreshard.predict;

import java.util.concurrent.ThreadLocalRandom;

/** The random seed of this test run, printed so that -Dforeshard.seed repeats it. */
public final class RunSeed {
    private static final String PROPERTY = "foreshard.seed";

    private static final long SEED =
            Long.getLong(PROPERTY, ThreadLocalRandom.current().nextLong());

    static {
        System.out.println("Random seed: -D" + PROPERTY + "=" + SEED);
    }

    private RunSeed() {}

    public static long get() {
        return SEED;
    }
}
