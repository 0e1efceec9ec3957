package io.foreshard.workbench.attack.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.workbench.attack.AttackReport;
import io.foreshard.workbench.attack.AttackSettings;
import io.foreshard.workbench.attack.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two cells of the outage attack, in a kind of outage that follows from a random seed; {@code -Dforeshard.seed=N} repeats it. The whole matrix: docs/attacks.md. */
class TierOutageTest {
    private static final int SECONDS = 8;
    private static final List<OutageKind> KINDS = List.of(OutageKind.values());

    @TempDir
    Path directory;

    private final long seed = Long.getLong("foreshard.seed", new Random().nextInt(Integer.MAX_VALUE));

    @Test
    void run_twoCells_hold() throws Exception {
        System.out.println(getClass().getSimpleName() + ": foreshard.seed=" + seed);
        String kind = KINDS.get((int) (seed % KINDS.size())).label();
        StringWriter lines = new StringWriter();

        AttackReport report = new TierOutage()
                .run(
                        new AttackSettings(
                                seed,
                                2,
                                directory,
                                false,
                                SECONDS,
                                false,
                                List.of(kind + "/scan-query", kind + "/sql-scan")),
                        new Progress(new PrintWriter(lines)));

        System.out.println(lines);
        assertThat(report.violations()).isEmpty();
        assertThat(report.rounds()).isEqualTo(2);
        assertThat(report.cells()).allSatisfy(cell -> assertThat(cell)
                .containsEntry("outcome", "failed")
                .containsEntry("wrongRows", "0")
                .containsKey("hotStallMillis"));
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).as("files after the run").isEmpty();
        }
    }

    @Test
    void cells_wholeMatrix_hasEachKindWithEachOperationInGroups() {
        List<Cell> cells = Cell.of(seed, List.of(), Integer.MAX_VALUE);

        assertThat(cells).doesNotHaveDuplicates().hasSize(KINDS.size() * ColdOperation.values().length);
        assertThat(cells.stream().map(Cell::kind).toList().subList(0, ColdOperation.values().length))
                .containsOnly(cells.get(0).kind());
    }

    @Test
    void cells_sameSeed_areEqual() {
        assertThat(Cell.of(seed, List.of(), 10))
                .isEqualTo(Cell.of(seed, List.of(), 10))
                .isNotEqualTo(Cell.of(seed + 1, List.of(), 10));
    }

    @Test
    void cells_unknownLabel_isRefused() {
        assertThatThrownBy(() -> Cell.of(seed, List.of("down/nonsense"), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("down/nonsense");
    }
}
