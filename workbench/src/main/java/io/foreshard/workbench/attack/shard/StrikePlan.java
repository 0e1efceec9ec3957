package io.foreshard.workbench.attack.shard;

import io.foreshard.workbench.attack.cluster.Deck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * The random choices of one round, which follow from the seed. Immutable and thread-safe.
 *
 * @param kind what happens
 * @param shard shard that moves
 * @param choice a number from 0 to 99 for a choice of the kind
 * @param delayMillis load before the strike
 * @param afterMillis time from the work in flight to the fault
 */
record StrikePlan(Kind kind, int shard, int choice, int delayMillis, int afterMillis) {
    private static final int CHOICES = 100;
    private static final int MAX_DELAY_MILLIS = 400;
    private static final int MAX_AFTER_MILLIS = 300;

    /** What a round does, with its share of the rounds. */
    enum Kind {
        /** Moves a shard away and back at once, twice each. */
        AWAY_AND_BACK_AT_ONCE(2),
        /** Moves a shard away and back while its old copies are cleared. */
        AWAY_AND_BACK_WHILE_CLEARING(2),
        /** Moves a shard away, and back 6 s later. */
        AWAY_AND_BACK_LATER(1),
        /** Moves a shard away and back a dozen times, alternately at once and while its old copies are cleared. */
        AWAY_AND_BACK_OFTEN(1),
        /** Cancels moves, and moves the shard again. */
        CANCEL(2),
        /** The store fails while cold partitions move. */
        STORE_OUTAGE(2),
        /** Kills the primary of a shard that moves. */
        KILL_OWNER(2),
        /** Kills the server to which a shard moves. */
        KILL_RECEIVER(2),
        /** Kills the oldest server while a shard moves. */
        KILL_COORDINATOR(2),
        /** A server joins the baseline while a shard moves, and leaves it again. */
        JOIN(1),
        /** Two operators move two shards there and back at the same time. */
        TWO_OPERATORS(1),
        /** A server restarts with the placement file that it had before the last moves. */
        OLD_FILE(1),
        /** Each server is killed and restarts in turn, each time while a shard moves. */
        ROLLING_RESTART(1),
        /** All servers are killed while a shard moves. */
        FULL_RESTART(2),
        /** A server is killed and taken out of the baseline while a shard moves, and returns while its old copies are still on its disk. */
        BASELINE(2),
        /** Shards are split and merged while one of them moves. */
        SPLIT_AND_MERGE(1),
        /** A shard gets a copy on each server, one of which is killed while the copies are filled, and loses it again. */
        COPIES(1);

        private final int share;

        Kind(int share) {
            this.share = share;
        }

        /** Returns the name on the command line and in the report. */
        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        boolean changesBaseline() {
            return this == JOIN || this == BASELINE;
        }

        private static Kind[] of(List<String> labels) {
            List<Kind> chosen = Arrays.stream(values())
                    .filter(kind -> labels.isEmpty() || labels.contains(kind.label()))
                    .toList();
            if (!labels.isEmpty() && chosen.size() < labels.size()) {
                throw new IllegalArgumentException("The parts of shards-kill are "
                        + Arrays.stream(values()).map(Kind::label).collect(Collectors.joining(", ")) + ", not "
                        + String.join(", ", labels));
            }
            return chosen.toArray(Kind[]::new);
        }
    }

    /**
     * Returns the plans of a run.
     *
     * @param only labels of the kinds to choose from, empty for all
     * @throws IllegalArgumentException if there is no such kind
     */
    static List<StrikePlan> of(long seed, int rounds, List<String> only) {
        Random random = new Random(seed);
        Deck<Kind> kinds = new Deck<>(Kind.of(only), kind -> kind.share, random);
        List<StrikePlan> plans = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            plans.add(new StrikePlan(
                    kinds.draw(),
                    random.nextInt(ShardTables.SHARDS),
                    random.nextInt(CHOICES),
                    random.nextInt(MAX_DELAY_MILLIS),
                    random.nextInt(MAX_AFTER_MILLIS)));
        }
        return plans;
    }
}
