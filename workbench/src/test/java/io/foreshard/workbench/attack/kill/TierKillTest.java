package io.foreshard.workbench.attack.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.workbench.attack.AttackReport;
import io.foreshard.workbench.attack.AttackSettings;
import io.foreshard.workbench.attack.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two rounds of the kill attack with a random seed, which is printed; {@code -Dforeshard.seed=N} repeats it. Longer runs: docs/attacks.md. */
class TierKillTest {
    private static final int ROUNDS = 2;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("foreshard.seed", new Random().nextInt(Integer.MAX_VALUE));

    @Test
    void run_twoRounds_losesNothing() throws Exception {
        System.out.println(getClass().getSimpleName() + ": foreshard.seed=" + seed);
        StringWriter lines = new StringWriter();

        AttackReport report = TierKill.withTier()
                .run(new AttackSettings(seed, ROUNDS, directory, false), new Progress(new PrintWriter(lines)));

        System.out.println(lines);
        assertThat(report.violations()).isEmpty();
        assertThat(report.rounds()).isEqualTo(ROUNDS);
        assertThat(report.inFlight()).isEqualTo(ROUNDS);
        assertThat(report.figures().get("rowsCompared")).isGreaterThan(ROUNDS * 2L * Load.KEYS);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).as("files after the run").isEmpty();
        }
    }

    @Test
    void plans_twentyRounds_haveEachAimAndTenRebalances() {
        List<KillPlan.Aim> aims = KillPlan.of(seed, 20).stream()
                .flatMap(plan -> plan.strikes().stream())
                .flatMap(strike -> strike.kills().stream())
                .map(KillPlan.Kill::aim)
                .toList();

        assertThat(aims).hasSize(40).contains(KillPlan.Aim.values());
        assertThat(Collections.frequency(aims, KillPlan.Aim.REBALANCE)).isEqualTo(10);
    }

    @Test
    void plans_sameSeed_areEqual() {
        assertThat(KillPlan.of(seed, 20)).isEqualTo(KillPlan.of(seed, 20)).isNotEqualTo(KillPlan.of(seed + 1, 20));
    }
}
