package io.foreshard.shard.protocol;

import static io.foreshard.shard.protocol.Safeguard.ALL_ROWS;
import static io.foreshard.shard.protocol.Safeguard.ALL_ROWS_AFTER_CRASH;
import static io.foreshard.shard.protocol.Safeguard.BASE_VERSION;
import static io.foreshard.shard.protocol.Safeguard.FILE_FIRST;
import static io.foreshard.shard.protocol.Safeguard.JOIN_DATA;
import static io.foreshard.shard.protocol.Safeguard.LATE_OWNERS;
import static io.foreshard.shard.protocol.Safeguard.NOTHING_BETWEEN;
import static io.foreshard.shard.protocol.Safeguard.PLACEMENT_OF_VERSION;
import static io.foreshard.shard.protocol.Safeguard.REASSIGNMENT;
import static io.foreshard.shard.protocol.Safeguard.SAME_OWNERS;
import static io.foreshard.shard.protocol.Safeguard.SETTLED;
import static io.foreshard.shard.protocol.Safeguard.SETTLED_TO_CANCEL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A short slice of the check of the protocol, and the proof that it sees the defect that each safeguard prevents. */
class ProtocolSimulationTest {
    private static final int ROUNDS = 150;
    private static final long FIXED_SEED = 2;
    /** Rounds within which the check must see a defect: five times as many as the rarest one took. */
    private static final int ROUNDS_TO_SEE_A_DEFECT = 500;

    static Stream<Arguments> defects() {
        return Stream.of(
                defect(Violation.STOPPED_SERVER, REASSIGNMENT),
                defect(Violation.DIFFERENT_OWNERS, REASSIGNMENT, SAME_OWNERS),
                defect(Violation.DIFFERENT_OWNERS, JOIN_DATA),
                defect(Violation.OLDER_PLACEMENT, FILE_FIRST),
                defect(Violation.LOST_ROW, LATE_OWNERS),
                defect(Violation.LOST_ROW, ALL_ROWS, ALL_ROWS_AFTER_CRASH),
                defect(Violation.LOST_ROW, SETTLED, ALL_ROWS_AFTER_CRASH),
                defect(Violation.LOST_ROW, SETTLED_TO_CANCEL, ALL_ROWS_AFTER_CRASH),
                defect(Violation.STOPPED_SERVER, NOTHING_BETWEEN),
                defect(Violation.STOPPED_SERVER, BASE_VERSION, NOTHING_BETWEEN),
                defect(Violation.DIFFERENT_OWNERS, PLACEMENT_OF_VERSION, SETTLED, NOTHING_BETWEEN, SAME_OWNERS));
    }

    private static Arguments defect(Violation seen, Safeguard... off) {
        return Arguments.of(seen, Set.of(off));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void run_safeguardsAreOff_seesTheDefect(Violation seen, Set<Safeguard> off) {
        EnumSet<Safeguard> others = EnumSet.allOf(Safeguard.class);
        others.removeAll(off);
        List<String> sentences = new ArrayList<>();

        ProtocolResult result =
                ProtocolSimulation.run(FIXED_SEED, ROUNDS_TO_SEE_A_DEFECT, others, new ProtocolListener() {
                    @Override
                    public void violated(String sentence, List<String> steps) {
                        sentences.add(sentence);
                        assertThat(steps).isNotEmpty();
                    }

                    @Override
                    public boolean isStopped() {
                        return !sentences.isEmpty();
                    }
                });

        assertThat(result.count(seen.label())).as("%s", sentences).isPositive();
        assertThat(result.violations()).isEqualTo(sentences);
    }

    @Test
    void run_sameSeedTwice_hasTheSameDigestAndNoViolation() {
        ProtocolResult first = run(FIXED_SEED);

        assertThat(run(FIXED_SEED)).isEqualTo(first);
        assertThat(first.count("placementChanges")).isGreaterThan(ROUNDS);
        assertThat(first.count("movesCancelled")).isGreaterThan(ROUNDS / 10);
        assertThat(first.count("crashesInFlight")).isGreaterThan(ROUNDS);
        assertThat(first.count("plans")).isGreaterThan(ROUNDS);
        assertThat(first.count("evictions")).isGreaterThan(ROUNDS);
        assertThat(first.count("fullStops")).isGreaterThan(ROUNDS / 10);
        assertThat(first.count("baselineChanges")).isGreaterThan(ROUNDS / 2);
    }

    /** Repeat a run with {@code -Dforeshard.seed=<the printed number>}. */
    @Test
    void run_randomSeed_hasNoViolation() {
        long seed = Long.getLong("foreshard.seed", new Random().nextLong());
        System.out.println(getClass().getSimpleName() + ": foreshard.seed=" + seed);
        run(seed);
    }

    private static ProtocolResult run(long seed) {
        ProtocolResult result =
                ProtocolSimulation.run(seed, ROUNDS, EnumSet.allOf(Safeguard.class), ProtocolListener.NONE);
        assertThat(result.violations()).isEmpty();
        assertThat(Arrays.stream(Violation.values()).mapToLong(violation -> result.count(violation.label())))
                .containsOnly(0L);
        assertThat(result.rounds()).isEqualTo(ROUNDS);
        return result;
    }
}
