package io.foreshard.workbench.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs in processes of their own: two at once, one that keeps its cluster, one that is interrupted. */
class DemoProcessTest {
    private static final int ACTIONS = 1_000;

    @TempDir
    Path directory;

    @Test
    void twoRunsAtOnce_oneKept_bothVerifyAndTheKeptOneTakesStatements() throws Exception {
        String trace = "taobao:" + SmallTrace.file(directory, ACTIONS);
        try (DemoProcess kept = start("kept", "--trace", trace, "--rounds", "1", "--keep");
                DemoProcess other = start("other", "--trace", trace, "--rounds", "1")) {
            assertThat(other.exitCode()).as(other.errors()).isZero();
            await().atMost(Duration.ofMinutes(6))
                    .until(() -> !kept.isAlive() || kept.output().contains("GROUP BY"));
            assertThat(kept.isAlive()).as(kept.errors()).isTrue();

            assertThat(wrong(kept)).isZero();
            assertThat(wrong(other)).isZero();
            tryStatements(kept.output());
            readMetrics(kept.output());

            kept.interrupt();
            kept.exitCode();
            assertThat(kept.temporaryFiles()).isEmpty();
            assertThat(other.temporaryFiles()).isEmpty();
        }
    }

    @Test
    void interrupt_duringTheRun_deletesItsDataAndWritesNoReport() throws Exception {
        try (DemoProcess demo = start("interrupted")) {
            await().atMost(Duration.ofMinutes(6)).until(() -> !demo.isAlive() || demo.hasPartitions());
            assertThat(demo.isAlive()).as(demo.errors()).isTrue();

            demo.interrupt();

            assertThat(demo.exitCode()).isNotZero();
            assertThat(demo.temporaryFiles()).isEmpty();
            assertThat(demo.report()).doesNotExist();
            assertThat(demo.errors()).doesNotContain("\tat ");
        }
    }

    private DemoProcess start(String name, String... arguments) throws IOException {
        return DemoProcess.start(Files.createDirectory(directory.resolve(name)), arguments);
    }

    private static int wrong(DemoProcess demo) throws IOException {
        JsonNode json = new ObjectMapper().readTree(demo.report().toFile());
        assertThat(json.at("/verification/checked").asInt()).isGreaterThan(ACTIONS);
        return json.at("/verification/wrong").asInt();
    }

    private static void tryStatements(String output) throws SQLException {
        List<String> statements = all("(?s)SELECT[^;]*(?=;)", output);
        assertThat(statements).hasSize(4);
        String url = all("jdbc:\\S+(?=\\R)", output).get(0);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                try (ResultSet rows = statement.executeQuery(sql)) {
                    assertThat(rows.next()).as(sql).isTrue();
                }
            }
        }
    }

    private static void readMetrics(String output) throws IOException {
        List<String> urls = all("http://\\S+", output);
        assertThat(urls).hasSize(DemoCluster.SERVERS);
        for (String url : urls) {
            try (InputStream metrics = URI.create(url).toURL().openStream()) {
                assertThat(new String(metrics.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("foreshard_tier");
            }
        }
    }

    private static List<String> all(String expression, String text) {
        return new ArrayList<>(Pattern.compile(expression)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList());
    }
}
