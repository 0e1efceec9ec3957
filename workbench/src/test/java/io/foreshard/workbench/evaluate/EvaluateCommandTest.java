package io.foreshard.workbench.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class EvaluateCommandTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int execute(String... arguments) {
        return new CommandLine(new EvaluateCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(errors))
                .execute(arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "--retention --trace nonsense, There is no trace format 'nonsense'",
        "--retention --local 0, '--local must be above 0 and below 1, but is 0.0.'",
        "--retention --local 1.5, --local must be above 0 and below 1",
        "--retention --unit 0, '--unit must be 1 to 1024, but is 0.'",
        "'--balance --nodes 3,1', '--nodes must be 2 to 500, but is 1.'",
        "--balance --windows 0, '--windows must be 1 to 1024, but is 0.'",
        "--prefetching --rounds 21, '--rounds must be 1 to 20, but is 21.'",
        "--split 0, '--split must be above 0, but is 0.0.'",
        "--trace synthetic --split 1, 'leaves 0 of '",
        "--retention --balance, mutually exclusive",
    })
    void call_wrongArgument_saysWhatIsWrong(String arguments, String sentence) {
        assertThat(execute(arguments.split(" "))).isEqualTo(2);

        assertThat(errors.toString()).contains(sentence);
    }

    /** Two users who alternate, one row a unit: with three local rows of twelve LRU reads each row remotely but the last ones, and the bound is below. */
    @Test
    void call_smallTrace_printsAndWritesTheSameResults() throws IOException {
        StringJoiner rows = new StringJoiner("\n");
        for (int day = 10; day < 30; day++) {
            rows.add((day % 2 == 0 ? "00001 199701" : "00002 199701") + day + " 1 10.00");
        }
        Path trace = Files.writeString(directory.resolve("trace.txt"), rows + "\n");
        Path json = directory.resolve("result.json");

        int code = execute("--retention", "--trace", "cdnow:" + trace, "--unit", "1", "--json", json.toString());

        assertThat(code).isZero();
        JsonNode result = new ObjectMapper().readTree(json.toFile());
        assertThat(result.get("unitRows").asInt()).isEqualTo(1);
        double lru = -1;
        double bound = -1;
        for (JsonNode row : result.get("rows")) {
            if (row.get("placement").asText().equals("profile id")) {
                double remote = row.get("remoteReadsPerRead").asDouble();
                assertThat(remote + row.get("hitRate").asDouble()).isEqualTo(1);
                lru = row.get("policy").asText().equals("LRU") ? remote : lru;
                bound = row.get("policy").asText().equals("Belady") ? remote : bound;
                assertThat(out.toString()).contains(String.format(java.util.Locale.ROOT, "%.4f", remote));
            }
        }
        assertThat(bound).isGreaterThan(.3).isLessThan(lru);
        assertThat(lru).isGreaterThan(.8);
    }

    @Test
    void call_noSubject_printsAndWritesPredictions() throws IOException {
        StringJoiner rows = new StringJoiner("\n");
        for (int i = 0; i < 40; i++) {
            rows.add(i / 4 + "," + (i % 4 + 1) + ",7,pv," + (1_511_600_000 + i * 60));
        }
        Path trace = Files.writeString(directory.resolve("trace.csv"), rows + "\n");
        Path json = directory.resolve("result.json");

        int code = execute("--trace", "taobao:" + trace, "--split", ".5", "--json", json.toString());

        assertThat(code).isZero();
        JsonNode result = new ObjectMapper().readTree(json.toFile());
        JsonNode levels = result.get("items").get("levels");
        assertThat(levels).hasSize(2);
        assertThat(levels.get(0).get("level").asText()).isEqualTo("OBJECT");
        assertThat(levels.get(0).get("testSessions").asInt()).isEqualTo(5);
        assertThat(levels.get(0).get("predictions").asInt()).isEqualTo(15);
        assertThat(out.toString()).contains("5 of test from", "popularity");
        JsonNode types = result.get("types");
        assertThat(types.get("trainingExamples").asInt()).isEqualTo(20);
        assertThat(types.get("testExamples").asInt()).isEqualTo(20);
        assertThat(types.get("rows")).hasSize(4);
        assertThat(out.toString()).contains("20 of test from", "Markov-3 with pause, object and position");
    }

    /** Sessions of two types, so that a table of the last type is always right; the file has no objects. */
    @Test
    void call_traceWithoutObjects_printsNextTypesOnly() throws IOException {
        StringJoiner rows = new StringJoiner("\n");
        rows.add("CaseID,ActivityID,CompleteTimestamp");
        for (int i = 0; i < 40; i++) {
            rows.add(i / 2 + "," + (i % 2 + 1) + ",2012-01-" + (i / 2 + 10) + " 10:00:0" + i % 2);
        }
        Path trace = Files.writeString(directory.resolve("cases.csv"), rows + "\n");
        Path json = directory.resolve("result.json");

        int code = execute("--trace", "bpi:" + trace, "--json", json.toString());

        assertThat(code).isZero();
        JsonNode result = new ObjectMapper().readTree(json.toFile());
        assertThat(result.get("items").get("levels")).isEmpty();
        JsonNode types = result.get("types");
        assertThat(types.get("trainingExamples").asInt()).isEqualTo(32);
        assertThat(types.get("rows").get(1).get("accuracy").asDouble()).isEqualTo(1);
        assertThat(out.toString()).contains("has no objects", "32 examples of training, 8 of test");
    }
}
