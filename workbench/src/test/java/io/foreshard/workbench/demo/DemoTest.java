package io.foreshard.workbench.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOptions;
import io.foreshard.testing.s3.S3ServerProcess;
import io.foreshard.trace.SyntheticTrace;
import io.foreshard.trace.Trace;
import io.foreshard.workbench.Workbench;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The main job: a small run whole, an interrupted one, and wrong arguments. */
class DemoTest {
    private static final int USERS = 50;

    @TempDir
    Path directory;

    @Test
    void aSmallTraceLivesThroughEverythingOnS3() throws Exception {
        Trace trace = new Trace("small", new SyntheticTrace(7).shop(USERS));
        Path file = directory.resolve("report.json");
        ReplayClock clock = new ReplayClock();
        DemoReport report;
        try (S3ServerProcess s3 = S3ServerProcess.start()) {
            try (DemoCluster cluster = new DemoCluster(s3.uri("demo"), s3.endpoint(), clock, Duration.ofDays(2))) {
                cluster.start();
                report = new Demo(cluster, trace, clock, new Progress(new PrintWriter(new StringWriter()))).run();
            }
            try (var store =
                    ObjectStores.open(s3.uri("demo"), StoreOptions.none().with("s3Endpoint", s3.endpoint()))) {
                assertThat(store.list("")).as("objects left behind").isEmpty();
            }
        }
        report.write(file);

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.at("/rows").asInt()).isEqualTo(trace.actions().size());
        assertThat(json.at("/verification/checked").asInt())
                .isGreaterThan(trace.actions().size());
        assertThat(json.at("/verification/wrong").asInt()).isZero();
        assertThat(json.at("/tier/errors").asInt()).isZero();
        assertThat(json.at("/tier/remoteBytes").asLong())
                .isGreaterThan((long) (.7 * json.at("/tier/dataBytes").asLong()))
                .isPositive();
        assertThat(json.at("/tier/remoteReads").asInt()).isPositive();
        assertThat(json.at("/prefetch/used").asInt() + json.at("/prefetch/late").asInt())
                .isPositive();
        for (String field : List.of(
                "/profiles",
                "/partitionsUsed",
                "/busiestOverMean",
                "/shards/count",
                "/shards/splits",
                "/shards/merges",
                "/tier/localBytes",
                "/nearCache/hitRate",
                "/prefetch/wasted",
                "/nextType/accuracy",
                "/nextType/macroF1",
                "/nextType/majorityAccuracy",
                "/nextType/modelsServed",
                "/readMillis/withPrefetch/p50",
                "/readMillis/withPrefetch/p99",
                "/readMillis/withoutPrefetch/p50",
                "/readMillis/withoutPrefetch/p99",
                "/seconds")) {
            assertThat(json.at(field).isNumber()).as(field).isTrue();
        }
        assertThat(report.table()).contains("0 wrong", "without prefetch", "next type");
    }

    @Test
    void anInterruptedRunLeavesNothingBehind() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        Path root = Path.of(System.getProperty("foreshard.root"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + root.resolve("config/jvm.options"),
                "-Xmx1g",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Workbench.class.getName(),
                "demo",
                "--report",
                directory.resolve("never.json").toString()));
        Process demo = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(directory.resolve("errors").toFile())
                .start();
        try {
            await().atMost(Duration.ofMinutes(2)).until(() -> !demo.isAlive() || partitionFiles(temporary) > 0);
            assertThat(demo.isAlive()).as("the demo was at work").isTrue();

            demo.destroy(); // what Ctrl-C does to it

            assertThat(demo.waitFor(90, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            demo.destroyForcibly();
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("foreshard-demo-")))
                    .isEmpty();
        }
        assertThat(directory.resolve("never.json")).doesNotExist();
        assertThat(Files.readString(directory.resolve("errors"))).doesNotContain("\tat ");
    }

    private static long partitionFiles(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .count();
        } catch (java.io.UncheckedIOException e) {
            return 0; // a file went while we looked
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--trace nonsense, There is no trace format 'nonsense'",
        "--trace taobao:/does/not/exist, /does/not/exist",
        "--trace synthetic:x, The seed of the synthetic trace",
        "--store ftp://x, The store must be s3://BUCKET/PREFIX",
        "--s3-endpoint http://localhost:1, --s3-endpoint needs --store",
        "--report /does/not/exist/report.json, The report cannot be written",
        "--unknown, Unknown option",
    })
    void wrongArgumentsGetASentence(String arguments, String sentence) {
        StringWriter errors = new StringWriter();
        int code = new CommandLine(new DemoCommand())
                .setErr(new PrintWriter(errors))
                .setOut(new PrintWriter(new StringWriter()))
                .execute(arguments.split(" "));

        assertThat(code).isEqualTo(2);
        assertThat(errors.toString()).contains(sentence).doesNotContain("\tat ");
    }
}
