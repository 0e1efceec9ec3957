package io.foreshard.plugin.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.IgniteSystemProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries on ranges of 2^56 profile ids end, on the transaction table and on a template table, with both engines. */
class ConstantRangeTest {
    private static final int PATIENCE_SECONDS = 180;

    @TempDir
    Path directory;

    @Test
    void query_rangeOfAllIdsOfAPartition_endsWithItsRows() throws Exception {
        Path output = directory.resolve("output");
        Process queries = start(output);
        boolean ended;
        try {
            ended = queries.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            queries.destroyForcibly().waitFor();
        }
        List<String> expected = new ArrayList<>();
        for (String engine : List.of("h2", "calcite")) {
            RangeQueries.statements(engine).forEach((statement, count) -> {
                expected.add("> " + engine + ": " + statement);
                expected.add("= " + count);
            });
        }
        List<String> lines = Files.readAllLines(output).stream()
                .filter(line -> line.startsWith("> ") || line.startsWith("= "))
                .toList();

        assertThat(ended)
                .as("ended before %d s; last line: %s", PATIENCE_SECONDS, lines)
                .isTrue();
        assertThat(lines).as(Files.readString(directory.resolve("error"))).containsExactlyElementsOf(expected);
    }

    @Test
    void start_limitOfRangePruningAboveZero_isRefused() {
        String property = IgniteSystemProperties.IGNITE_SQL_MAX_EXTRACTED_PARTS_FROM_BETWEEN;
        String before = System.getProperty(property);
        System.setProperty(property, "16");
        try (TestNodes nodes = new TestNodes(directory)) {
            for (boolean client : new boolean[] {false, true}) {
                assertThatThrownBy(() -> {
                            if (client) {
                                nodes.client("client", new ForeshardConfiguration());
                            } else {
                                nodes.server("server", new ForeshardConfiguration());
                            }
                        })
                        .hasStackTraceContaining("The system property " + property + " is 16")
                        .hasStackTraceContaining("Remove the property, or set it to 0");
            }
        } finally {
            if (before == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, before);
            }
        }
    }

    private Process start(Path output) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Without the limit that the shipped options set: the plugin has to set it.
        Files.readAllLines(Path.of("..", "config", "jvm.options")).stream()
                .filter(option -> option.startsWith("-") && !option.contains("MAX_EXTRACTED"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx512m",
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                RangeQueries.class.getName(),
                directory.toString()));
        return new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(directory.resolve("error").toFile())
                .start();
    }
}
