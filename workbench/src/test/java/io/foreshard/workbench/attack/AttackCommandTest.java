package io.foreshard.workbench.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.apache.ignite.IgniteSystemProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The attack command on a small attack: arguments, exit codes, report files and their sum. */
class AttackCommandTest {
    @TempDir
    Path directory;

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();
    private boolean hookIsOff;

    /** Finds a violation in each third round. */
    private final class EachThird implements Attack {
        @Override
        public String name() {
            return "each-third";
        }

        @Override
        public String description() {
            return "A violation in each third round.";
        }

        @Override
        public int defaultRounds() {
            return 2;
        }

        @Override
        public AttackReport run(AttackSettings settings, Progress progress) {
            hookIsOff = IgniteSystemProperties.getBoolean(IgniteSystemProperties.IGNITE_NO_SHUTDOWN_HOOK);
            Tally tally = new Tally(name(), settings.seed());
            for (int round = 1; round <= settings.rounds(); round++) {
                tally.digest(settings.seed() + " " + round);
                tally.fault();
                tally.failpoint("upload");
                tally.round(true);
                if (round % 3 == 0) {
                    tally.lost("row " + round);
                }
                progress.update(tally.report());
            }
            return tally.report();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', An attack is missing: each-third",
        "nonsense, 'There is no attack ''nonsense'', only each-third'",
        "each-third --rounds 0, --rounds must be at least 1",
        "each-third --seed x, Invalid value for option '--seed'",
        "each-third --dir /does/not/exist, --dir /does/not/exist is not a directory",
        "each-third --json /does/not/exist/a.json, The report cannot be written",
        "--sum /does/not/exist, A report cannot be read",
        "each-third --sum a.json, --sum takes report files and no attack",
    })
    void call_wrongArgument_endsWithOneSentence(String arguments, String sentence) {
        int code = arguments.isEmpty() ? execute() : execute(arguments.split(" "));

        assertThat(code).isEqualTo(2);
        assertThat(errors.toString()).contains(sentence);
    }

    @Test
    void call_noViolation_exitsWith0AndPrintsTheSeed() {
        int code = execute("each-third");

        assertThat(code).isZero();
        assertThat(errors.toString()).containsPattern("each-third, seed \\d+, 2 rounds");
    }

    @Test
    void call_violation_exitsWith1AndWritesIt() throws Exception {
        Path file = directory.resolve("report.json");

        int code = execute("each-third", "--seed", "7", "--rounds", "6", "--json", file.toString());

        assertThat(code).isEqualTo(1);
        AttackReport report = AttackReport.read(file);
        assertThat(report.seed()).isEqualTo(7);
        assertThat(report.rounds()).isEqualTo(6);
        assertThat(report.lost()).isEqualTo(2);
        assertThat(report.violations()).containsExactly("row 3", "row 6");
        assertThat(report.failpoints()).containsEntry("upload", 6L);
        assertThat(output.toString()).contains("row 6");
    }

    @Test
    void call_sameSeed_hasSameDigest() throws Exception {
        Path first = directory.resolve("first.json");
        Path second = directory.resolve("second.json");
        execute("each-third", "--seed", "7", "--json", first.toString());
        execute("each-third", "--seed", "7", "--json", second.toString());

        assertThat(AttackReport.read(first).digest())
                .isEqualTo(AttackReport.read(second).digest());
    }

    @Test
    void sum_twoReports_addsTheirCounts() throws Exception {
        Path first = directory.resolve("first.json");
        Path second = directory.resolve("second.json");
        Path sum = directory.resolve("sum.json");
        execute("each-third", "--seed", "1", "--rounds", "2", "--json", first.toString());
        execute("each-third", "--seed", "2", "--rounds", "3", "--json", second.toString());

        int code = execute("--json", sum.toString(), "--sum", first.toString(), second.toString());

        assertThat(code).isEqualTo(1);
        AttackReport report = AttackReport.read(sum);
        assertThat(report.rounds()).isEqualTo(5);
        assertThat(report.failpoints()).containsEntry("upload", 5L);
        assertThat(report.violations()).containsExactly("row 3");
    }

    /** Only the attack stops its nodes when it is interrupted: Ignite's own hook would do so at the same time. */
    @Test
    void call_attackStartsANode_ignitesHookIsOff() {
        System.clearProperty(IgniteSystemProperties.IGNITE_NO_SHUTDOWN_HOOK);

        execute("each-third");

        assertThat(hookIsOff).isTrue();
    }

    @Test
    void help_namesEachAttack() {
        int code = execute("--help");

        assertThat(code).isZero();
        assertThat(output.toString()).contains("each-third").contains("A violation in each third round.");
    }

    private int execute(String... arguments) {
        return AttackCommand.commandLine(List.of(new EachThird()))
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(arguments);
    }
}
