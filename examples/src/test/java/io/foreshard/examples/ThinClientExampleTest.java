package io.foreshard.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.examples.ExampleModel.Stored;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thin client on hot rows, then on cold ones. */
class ThinClientExampleTest {
    @TempDir
    private static Path directory;

    private static ExampleCluster cluster;
    private static ExampleModel model;

    @BeforeAll
    static void start() {
        cluster = new ExampleCluster(directory);
        try (ThinClientExample example = connect()) {
            model = ExampleModel.recordedBy(example);
        }
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void run_hotThenColdRows_givesTheSameAnswers() {
        try (ThinClientExample example = connect()) {
            assertEverything(example);
            await("connections to both servers").atMost(Duration.ofSeconds(20)).until(() -> forwarded(example) == 0);
        }
        assertThat(cluster.remoteReads()).as("hot rows cost no request").isZero();

        cluster.makeCold(TableNames.DEFAULT.transactions());

        try (ThinClientExample example = connect()) {
            Stored large = model.all().stream()
                    .filter(stored -> stored.receipt().records() > 1)
                    .findFirst()
                    .orElseThrow();
            assertPayload(example, large);
            long ofLarge = cluster.remoteReads();
            assertThat(ofLarge).as("at most a read for each of its records").isBetween(1L, (long)
                    large.receipt().records());
            assertEverything(example);
            await("connections to both servers").atMost(Duration.ofSeconds(20)).until(() -> forwarded(example) == 0);
            assertThat(cluster.remoteReads()).as("of all others").isGreaterThan(ofLarge);
            assertRetries(example);
        }
    }

    private static ThinClientExample connect() {
        return new ThinClientExample(cluster.addresses());
    }

    private static void assertEverything(ThinClientExample example) {
        for (Stored stored : model.all()) {
            UserAction action = stored.action();
            TransactionRecord first = example.first(stored.receipt());
            assertThat(first.userId()).isEqualTo(action.userId());
            assertThat(first.eventTime()).isEqualTo(Timestamp.from(action.time()));
            assertThat(first.objectId()).isEqualTo(action.objectId());
            assertThat(first.interest()).isEqualTo(action.interest());
            assertPayload(example, stored);
        }
    }

    private static void assertPayload(ThinClientExample example, Stored stored) {
        assertThat(example.payload(stored.receipt())).isEqualTo(stored.action().payload());
    }

    /** Reads by receipt; returns the number of reads that a server forwarded to the other one. */
    private static long forwarded(ThinClientExample example) {
        long before = cluster.sent("GridNearSingleGetRequest");
        model.all().forEach(stored -> example.first(stored.receipt()));
        return cluster.sent("GridNearSingleGetRequest") - before;
    }

    private static void assertRetries(ThinClientExample example) {
        List<UserAction> actions = model.all().stream().map(Stored::action).toList();
        List<Receipt> receipts = model.all().stream().map(Stored::receipt).toList();
        assertThat(example.record(actions)).isEqualTo(receipts);

        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        example.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("4 record(s), 10240 bytes");
    }
}
