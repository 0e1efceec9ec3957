package io.foreshard.workbench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOptions;
import io.foreshard.testing.s3.S3ServerProcess;
import io.foreshard.trace.Trace;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run on a small trace, with an S3 server. */
class DemoTest {
    private static final int COLUMNS = 100;

    @TempDir
    Path directory;

    @Test
    void run_smallTraceOnS3_verifiesEveryValueAndDeletesItsData() throws Exception {
        Trace trace = SmallTrace.inMemory();
        Path file = directory.resolve("report.json");
        Path parent = Files.createDirectory(directory.resolve("temporary"));
        DemoReport report;
        try (S3ServerProcess s3 = S3ServerProcess.start()) {
            DemoRun.Options options = new DemoRun.Options(parent, s3.uri("demo"), s3.endpoint(), 1, false);
            try (DemoRun run = new DemoRun(
                    trace,
                    options,
                    RunDirectory.FreeSpace.ofFileStore(),
                    new Progress(new PrintWriter(new StringWriter())))) {
                report = run.run();
            }
            try (ObjectStore store =
                    ObjectStores.open(s3.uri("demo"), StoreOptions.none().with("s3.endpoint", s3.endpoint()))) {
                assertThat(store.list("")).as("objects in the store").isEmpty();
            }
        }
        report.write(file);

        try (Stream<Path> files = Files.list(parent)) {
            assertThat(files).as("temporary files").isEmpty();
        }
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.at("/rows").asInt()).isEqualTo(trace.actions().size());
        assertThat(json.at("/verification/checked").asInt())
                .isGreaterThan(trace.actions().size());
        assertThat(json.at("/verification/wrong").asInt()).isZero();
        assertThat(json.at("/tier/errors").asInt()).isZero();
        assertThat(json.at("/hotSpot/splitReason").asText()).contains(" operations/s for 5 s, limit 2000.0");
        assertThat(json.at("/hotSpot/mergeReason").asText()).isEqualTo("both halves are small and idle for 10 s");
        assertThat(json.at("/hotSpot/leftReadsPerSecond").asDouble())
                .isPositive()
                .isLessThan(json.at("/hotSpot/readsPerSecond").asDouble());
        assertThat(json.at("/move/reason").asText()).contains("share of CPU");
        assertThat(json.at("/move/errors").asInt()).isZero();
        assertThat(json.at("/move/readsPerSecond").asDouble()).isPositive();
        assertThat(json.at("/move/otherReadsPerSecondAfter").asDouble()).isPositive();
        assertThat(json.at("/tier/remoteBytes").asLong())
                .isGreaterThan((long) (.7 * json.at("/tier/dataBytes").asLong()))
                .isPositive();
        assertThat(json.at("/tier/remoteReads").asInt()).isPositive();
        assertThat(json.at("/firstScreen/users").asInt()).isPositive();
        assertThat(json.at("/firstScreen/windowRequests").asDouble()).isZero();
        assertThat(json.at("/firstScreen/rowRequests").asDouble()).isPositive();
        assertThat(json.at("/budget/filledBytes").asLong()).isPositive();
        assertThat(json.at("/budget/localBytes").asLong())
                .isPositive()
                .isLessThanOrEqualTo(json.at("/budget/budgetBytes").asLong());
        assertThat(json.at("/prefetch/used").asInt() + json.at("/prefetch/late").asInt())
                .isPositive();
        assertThat(DemoTable.of(report).lines())
                .anySatisfy(line -> assertThat(line).contains("values read and compared", ", 0 wrong"))
                .anySatisfy(line -> assertThat(line).contains("is not shown: 1 of the 3 rounds"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS));
    }

    @Test
    void write_anyReport_hasTheDocumentedNumbers() throws Exception {
        Path file = directory.resolve("report.json");

        DemoReportTest.report().write(file);

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        for (String field : List.of(
                "/rows",
                "/profiles",
                "/partitionsUsed",
                "/busiestOverMean",
                "/shards/count",
                "/shards/splits",
                "/shards/merges",
                "/hotSpot/readsPerSecond",
                "/hotSpot/leftReadsPerSecond",
                "/hotSpot/rightReadsPerSecond",
                "/move/readsPerSecond",
                "/move/readsPerSecondAfter",
                "/move/otherReadsPerSecondAfter",
                "/tier/dataBytes",
                "/tier/localBytes",
                "/tier/remoteBytes",
                "/tier/keptBytesPerRow",
                "/tier/remoteReads",
                "/tier/coldReads",
                "/tier/errors",
                "/nearCache/hitRate",
                "/prefetch/used",
                "/prefetch/wasted",
                "/prefetch/late",
                "/nextType/accuracy",
                "/nextType/macroF1",
                "/nextType/majorityAccuracy",
                "/nextType/examples",
                "/nextType/modelsServed",
                "/readMillis/withPrefetch/p50",
                "/readMillis/withPrefetch/p99",
                "/readMillis/withoutPrefetch/p50",
                "/readMillis/withoutPrefetch/p99",
                "/readMillis/p50Gain/median",
                "/readMillis/p50Gain/min",
                "/readMillis/p50Gain/max",
                "/readMillis/p50Gain/rounds",
                "/readMillis/p99Gain/median",
                "/firstScreen/users",
                "/firstScreen/windowRequests",
                "/firstScreen/rowRequests",
                "/firstScreen/windowMillis",
                "/firstScreen/rowMillis",
                "/firstScreen/roundTripMillis",
                "/budget/budgetBytes",
                "/budget/filledBytes",
                "/budget/releasedBytes",
                "/budget/localBytes",
                "/budget/reasonBytes/hot",
                "/verification/checked",
                "/verification/wrong",
                "/seconds")) {
            assertThat(json.at(field).isNumber()).as(field).isTrue();
        }
        assertThat(json.at("/readMillis/p50Gain/verdict").asText()).isEqualTo("SHORTER");
    }
}
