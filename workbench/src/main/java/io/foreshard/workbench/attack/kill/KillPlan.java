package io.foreshard.workbench.attack.kill;

import io.foreshard.workbench.attack.cluster.Deck;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * The random choices of one round, which follow from the seed. Immutable and thread-safe.
 *
 * @param delayMillis load before the first kill
 * @param strikes kills in their order; the servers of one strike restart together
 */
record KillPlan(int delayMillis, List<Strike> strikes) {
    private static final int MIN_DELAY_MILLIS = 100;
    private static final int DELAY_MILLIS = 600;
    private static final int AFTER_MILLIS = 3;
    private static final int AFTER_REBALANCE_MILLIS = 15;

    /** The servers that a round kills. */
    private enum Shape {
        /** One server, and again while it rebalances after its restart. */
        REBALANCING,
        /** Both servers, one after the other. */
        BOTH
    }

    /** The work of a victim that its kill waits for. Short and rare work has a larger share of the kills: an offload is in flight at most of them. */
    enum Aim {
        UPLOAD(3),
        COMMIT(1),
        FETCH(1),
        DELETE(3),
        GARBAGE(1),
        LOCAL(5),
        RECALL(1),
        CHECKPOINT(1),
        /** Belongs to the shape of the round. */
        REBALANCE(0);

        private final int share;

        Aim(int share) {
            this.share = share;
        }
    }

    /**
     * A kill of one server.
     *
     * @param victim server, 0 or 1
     * @param aim work that the kill waits for
     * @param afterMillis time from that work to the kill
     */
    record Kill(int victim, Aim aim, int afterMillis) {
        @Override
        public String toString() {
            return "server-" + victim + " at " + aim + " + " + afterMillis + " ms";
        }
    }

    /**
     * One or two kills, after which the servers restart.
     *
     * @param kills kills of different servers in their order
     */
    record Strike(List<Kill> kills) {
        private static Strike of(Kill... kills) {
            return new Strike(List.of(kills));
        }

        /** Returns whether no server is left. */
        boolean isTotal() {
            return kills.size() == KillCluster.SERVERS;
        }

        /** Returns whether the victim is killed while it rebalances after the strike before. */
        boolean isInRebalance() {
            return kills.get(0).aim() == Aim.REBALANCE;
        }

        @Override
        public String toString() {
            return kills.stream().map(Kill::toString).collect(Collectors.joining(" and "));
        }
    }

    /** Returns the plans of a run. */
    static List<KillPlan> of(long seed, int rounds) {
        Random random = new Random(seed);
        Deck<Shape> shapes = new Deck<>(Shape.values(), shape -> 1, random);
        Deck<Aim> aims = new Deck<>(Aim.values(), aim -> aim.share, random);
        List<KillPlan> plans = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            int delay = MIN_DELAY_MILLIS + random.nextInt(DELAY_MILLIS);
            plans.add(new KillPlan(delay, strikes(shapes.draw(), aims, random)));
        }
        return plans;
    }

    /** Returns whether the round kills both servers at one time. */
    boolean isTotal() {
        return strikes.stream().anyMatch(Strike::isTotal);
    }

    private static List<Strike> strikes(Shape shape, Deck<Aim> aims, Random random) {
        int victim = random.nextInt(KillCluster.SERVERS);
        return switch (shape) {
            case REBALANCING -> List.of(one(victim, aims, random), again(victim, random));
            case BOTH -> List.of(both(victim, aims, random));
        };
    }

    private static Strike one(int victim, Deck<Aim> aims, Random random) {
        return Strike.of(kill(victim, aims, random));
    }

    private static Strike both(int first, Deck<Aim> aims, Random random) {
        return Strike.of(kill(first, aims, random), kill(1 - first, aims, random));
    }

    private static Strike again(int victim, Random random) {
        return Strike.of(new Kill(victim, Aim.REBALANCE, random.nextInt(AFTER_REBALANCE_MILLIS)));
    }

    private static Kill kill(int victim, Deck<Aim> aims, Random random) {
        return new Kill(victim, aims.draw(), random.nextInt(AFTER_MILLIS));
    }

    /** The text has each choice: it is part of the digest. */
    @Override
    public String toString() {
        return "after " + delayMillis + " ms "
                + strikes.stream().map(Strike::toString).collect(Collectors.joining(", then "));
    }
}
