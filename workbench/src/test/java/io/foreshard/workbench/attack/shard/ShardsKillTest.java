package io.foreshard.workbench.attack.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.workbench.attack.AttackReport;
import io.foreshard.workbench.attack.AttackSettings;
import io.foreshard.workbench.attack.Progress;
import io.foreshard.workbench.attack.shard.StrikePlan.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two rounds of the attack with a random seed, which is printed; {@code -Dforeshard.seed=N} repeats it. Longer runs: docs/attacks.md. */
class ShardsKillTest {
    private static final int ROUNDS = 2;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("foreshard.seed", new Random().nextInt(Integer.MAX_VALUE));

    @Test
    void run_aKillAndAReturnWhileClearing_losesNothing() throws Exception {
        List<String> kinds = List.of(Kind.KILL_RECEIVER.label(), Kind.AWAY_AND_BACK_WHILE_CLEARING.label());

        System.out.println(getClass().getSimpleName() + ": foreshard.seed=" + seed);
        StringWriter lines = new StringWriter();

        AttackReport report = new ShardsKill()
                .run(
                        new AttackSettings(seed, ROUNDS, directory, false, 0, false, kinds, false),
                        new Progress(new PrintWriter(lines)));

        System.out.println(lines);

        assertThat(report.violations()).isEmpty();
        assertThat(report.rounds()).isEqualTo(ROUNDS);
        assertThat(report.inFlight()).isEqualTo(ROUNDS);
        assertThat(report.figures().get("rowsCompared")).isGreaterThan(ROUNDS * 2L * ShardTables.KEYS);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).as("files after the run").isEmpty();
        }
    }

    @Test
    void plans_twentySixRounds_haveEachKind() {
        assertThat(StrikePlan.of(seed, 26, List.of()))
                .extracting(StrikePlan::kind)
                .contains(Kind.values());
    }

    @Test
    void plans_sameSeed_areEqual() {
        assertThat(StrikePlan.of(seed, 20, List.of()))
                .isEqualTo(StrikePlan.of(seed, 20, List.of()))
                .isNotEqualTo(StrikePlan.of(seed + 1, 20, List.of()));
    }

    @Test
    void plans_unknownPart_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StrikePlan.of(seed, 1, List.of("kill-nothing")))
                .withMessageContaining("kill-owner");
    }

    @Test
    void keys_eachNumber_areInFilledPartitions() {
        for (int number = 0; number < ShardTables.KEYS; number++) {
            long key = ShardTables.key(number);
            assertThat(ShardTables.filledPartitions().boxed()).contains(ShardTables.partition(key));
        }
    }
}
