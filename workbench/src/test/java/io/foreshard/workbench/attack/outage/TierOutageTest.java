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

/** Four cells of the outage attack in one outage, of a kind that follows from a random seed; {@code -Dforeshard.seed=N} repeats it. The whole matrix: docs/attacks.md. */
class TierOutageTest {
    private static final int SECONDS = 8;
    private static final List<OutageKind> KINDS = List.of(OutageKind.values());

    @TempDir
    Path directory;

    private final long seed = Long.getLong("foreshard.seed", new Random().nextInt(Integer.MAX_VALUE));

    @Test
    void run_fourCells_hold() throws Exception {
        System.out.println(getClass().getSimpleName() + ": foreshard.seed=" + seed);
        String kind = KINDS.get((int) (seed % KINDS.size())).label();
        List<String> cells = Stream.of("scan-query", "sql-scan", "put-client", "insert-thin")
                .map(operation -> kind + "/" + operation)
                .toList();
        StringWriter lines = new StringWriter();

        AttackReport report = new TierOutage()
                .run(
                        new AttackSettings(seed, cells.size(), directory, false, SECONDS, false, cells, false),
                        new Progress(new PrintWriter(lines)));

        System.out.println(lines);
        assertThat(report.violations()).isEmpty();
        assertThat(report.rounds()).isEqualTo(cells.size());
        assertThat(report.faults()).isEqualTo(1);
        assertThat(report.cells()).hasSize(cells.size() + 1).allSatisfy(cell -> assertThat(cell)
                .containsEntry("verdict", "holds")
                .containsKey("hotStallMillis"));
        assertThat(report.cells().subList(0, cells.size())).allSatisfy(cell -> assertThat(cell)
                .containsEntry("outcome", cell.get("operation").equals("insert-thin") ? "worked" : "failed")
                .containsEntry("wrongRows", "0"));
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
