package io.foreshard.workbench.attack.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.workbench.attack.AttackReport;
import io.foreshard.workbench.attack.AttackSettings;
import io.foreshard.workbench.attack.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The attack sees lost rows when the safeguards are switched off, with a random seed, which is printed; {@code -Dforeshard.seed=N} repeats it. {@code CopyGuardTest} shows the same defect on one partition. */
class UnguardedRoundsTest {
    private static final int LOOPS = 3;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("foreshard.seed", new Random().nextInt(Integer.MAX_VALUE));

    @Test
    void run_withoutSafeguards_seesLostRows() throws Exception {
        System.out.println(getClass().getSimpleName() + ": foreshard.seed=" + seed);
        StringWriter lines = new StringWriter();

        AttackReport report = new ShardsKill()
                .run(
                        new AttackSettings(seed, LOOPS, directory, false, 0, false, List.of(), true),
                        new Progress(new PrintWriter(lines)));

        System.out.println(lines);
        assertThat(report.violations()).isEmpty();
        assertThat(report.figures().get("rowsLostWithoutSafeguards")).isPositive();
    }
}
