package io.foreshard.workbench.attack.kill;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The random choices of one round, which follow from the seed. Immutable and thread-safe.
 *
 * @param style which servers are killed
 * @param victim server that is killed first, 0 or 1
 * @param delayMillis load before the kill
 * @param aim work that the kill waits for
 * @param afterMillis time from that work to the kill
 * @param gapMillis time between two kills of one round
 */
record KillPlan(Style style, int victim, int delayMillis, Aim aim, int afterMillis, int gapMillis) {
    private static final int MIN_DELAY_MILLIS = 300;
    private static final int DELAY_MILLIS = 1_700;
    private static final int AFTER_MILLIS = 4;
    private static final int GAP_MILLIS = 40;

    /** The servers that a round kills. */
    enum Style {
        /** One server; it restarts while the other one serves. */
        ONE,
        /** Both servers, one after the other. */
        BOTH,
        /** One server, and again while it rebalances after its restart. */
        REBALANCING
    }

    /** The work of the first victim that a kill waits for. */
    enum Aim {
        ANY,
        UPLOAD,
        COMMIT,
        LOCAL,
        RECALL,
        DELETE,
        CHECKPOINT
    }

    /** Returns the plans of a run. */
    static List<KillPlan> of(long seed, int rounds) {
        Random random = new Random(seed);
        List<KillPlan> plans = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            plans.add(of(random));
        }
        return plans;
    }

    private static KillPlan of(Random random) {
        int style = random.nextInt(20);
        return new KillPlan(
                style < 9 ? Style.ONE : style < 16 ? Style.BOTH : Style.REBALANCING,
                random.nextInt(2),
                MIN_DELAY_MILLIS + random.nextInt(DELAY_MILLIS),
                Aim.values()[random.nextInt(Aim.values().length)],
                random.nextInt(AFTER_MILLIS),
                random.nextInt(GAP_MILLIS));
    }
}
