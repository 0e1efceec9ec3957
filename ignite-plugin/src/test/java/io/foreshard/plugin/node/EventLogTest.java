package io.foreshard.plugin.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.metrics.MetricsServer;
import io.foreshard.store.StoreOperation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ignite.logger.NullLogger;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final Lines lines = new Lines();
    private final EventLog log =
            new EventLog(lines, new PrintStream(console, true, StandardCharsets.UTF_8), nanos::get);
    private final TierEvents events = new TierEvents(log);

    /** A log that keeps its lines. */
    private static final class Lines extends NullLogger {
        private final List<String> logged = new ArrayList<>();
        private boolean quiet;

        @Override
        public void info(String marker, String message) {
            logged.add("INFO " + message);
        }

        @Override
        public void warning(String marker, String message, Throwable cause) {
            logged.add("WARN " + message);
        }

        @Override
        public boolean isQuiet() {
            return quiet;
        }
    }

    private void pass(int seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void report_manyOfOneKind_logsOneLineInTenSecondsAndCountsAll() {
        for (int partition = 0; partition < 5; partition++) {
            events.offloadFailed("some-group", partition, new IOException("disk full"));
            pass(1);
        }
        pass(6);
        events.offloadFailed("some-group", 5, new IOException("disk full"));

        assertThat(lines.logged)
                .containsExactly(
                        "WARN Partition 0 of cache group some-group was not offloaded. Cause: disk full",
                        "WARN Partition 5 of cache group some-group was not offloaded. Cause: disk full"
                                + " (4 more of these events since the last line)");
        assertThat(log.count(Event.OFFLOAD_FAILED)).isEqualTo(6);
    }

    @Test
    void report_differentKinds_logsEach() {
        events.offloaded("some-group", 1, 2, 8192);
        events.recalled("some-group", 1, 2, 8192);

        assertThat(lines.logged)
                .containsExactly(
                        "INFO Offloaded 2 pages (8192 bytes) of 1 partitions of cache group some-group.",
                        "INFO Recalled 2 pages (8192 bytes) of 1 partitions of cache group some-group.");
    }

    @Test
    void report_nestedCauses_namesEachMessageOnce() {
        events.changeBlocked(
                Thread.currentThread(),
                new IOException("cannot fetch", new IOException("cannot fetch", new IOException("refused"))));

        assertThat(lines.logged)
                .containsExactly(
                        "WARN A write is blocked on the object store; it retries. Cause: cannot fetch; refused");
    }

    @Test
    void report_quietIgnite_isPrinted() {
        lines.quiet = true;
        events.pageHealed("some-object", 3);

        assertThat(console.toString(StandardCharsets.UTF_8))
                .matches(
                        "\\[\\d\\d:\\d\\d:\\d\\d] Page 3 of object some-object was taken from its local copy; the next offload uploads it again\\.\\R");
        assertThat(lines.logged).hasSize(1);
    }

    @Test
    void answered_anyOperation_isObservedButNoEvent() throws IOException {
        StoreEvents store = new StoreEvents(log);
        store.answered(StoreOperation.GET, Duration.ofMillis(20));
        store.answered(StoreOperation.GET, Duration.ofSeconds(40));

        try (MetricsServer server = new MetricsServer().supply(store.requests())) {
            server.listen("127.0.0.1", 0);
            URL metrics = new URL("http://127.0.0.1:" + server.port() + "/metrics");
            String text = new String(metrics.openStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text.lines())
                    .contains(
                            "foreshard_store_request_seconds_bucket{operation=\"get\",le=\"0.01\",} 0.0",
                            "foreshard_store_request_seconds_bucket{operation=\"get\",le=\"0.025\",} 1.0",
                            "foreshard_store_request_seconds_bucket{operation=\"get\",le=\"30.0\",} 1.0",
                            "foreshard_store_request_seconds_bucket{operation=\"get\",le=\"+Inf\",} 2.0",
                            "foreshard_store_request_seconds_count{operation=\"put\",} 0.0")
                    .noneMatch(line -> line.contains("_created"));
        }
        assertThat(lines.logged).isEmpty();
    }

    @Test
    void report_verboseIgnite_isNotPrinted() {
        events.pageHealed("some-object", 3);

        assertThat(console.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
