package io.foreshard.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.examples.ExampleModel.Stored;
import io.foreshard.ingest.TableNames;
import io.foreshard.key.ActionType;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.apache.ignite.Ignite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDBC driver on hot rows, then on cold ones, each with both engines. */
class JdbcExampleTest {
    private static final int PAGE = 3;

    @TempDir
    private static Path directory;

    private static ExampleCluster cluster;
    private static ExampleModel model;

    @BeforeAll
    static void start() throws SQLException {
        cluster = new ExampleCluster(directory);
        try (ThinClientExample client = new ThinClientExample(cluster.addresses());
                JdbcExample example = new JdbcExample(cluster.url("h2"))) {
            model = ExampleModel.recordedBy(client);
            example.createTables();
            example.createTables();
        }
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void run_hotThenColdRows_givesTheSameAnswers() throws SQLException {
        assertAnswers("h2", user -> user % 2 == 0);
        assertAnswers("calcite", user -> user % 2 == 1);
        assertThat(cluster.remoteReads()).as("hot rows cost no request").isZero();

        cluster.makeCold(TableNames.DEFAULT.transactions(), JdbcExample.OBJECTS);

        assertAnswers("h2", user -> user % 2 == 0);
        long before = cluster.remoteReads();
        assertThat(before).as("by the first engine").isPositive();
        assertAnswers("calcite", user -> user % 2 == 1);
        assertThat(cluster.remoteReads()).as("by the second engine").isGreaterThan(before);
    }

    private static void assertAnswers(String engine, IntPredicate users) throws SQLException {
        try (JdbcExample example = new JdbcExample(cluster.url(engine))) {
            for (int number = 0; number < ExampleModel.USERS; number++) {
                if (users.test(number)) {
                    UUID user = ExampleData.user(number);
                    assertHistory(example, user);
                    assertJoins(example, user);
                    assertPayloadsByReceipt(example, user);
                }
            }
            assertThat(example.history(new UUID(0, 1), PAGE)).isEmpty();
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            example.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
            assertThat(printed.toString(StandardCharsets.UTF_8)).contains("buy=2");
        }
    }

    private static void assertHistory(JdbcExample example, UUID user) throws SQLException {
        assertThat(example.history(user, PAGE))
                .isEqualTo(ExampleModel.pages(
                        model.of(user).stream().map(JdbcExampleTest::line).toList(), PAGE));
    }

    private static void assertJoins(JdbcExample example, UUID user) throws SQLException {
        assertThat(example.categories(user))
                .isEqualTo(model.of(user).stream()
                        .collect(Collectors.groupingBy(JdbcExampleTest::category, Collectors.counting())));
        assertThat(example.titles(user))
                .containsExactlyElementsOf(model.of(user).stream()
                        .map(stored -> ExampleData.title(stored.action().objectId()))
                        .distinct()
                        .sorted()
                        .toList());
    }

    /** A query runs on one server only: on the connected one if it has the partition. */
    private static void assertPayloadsByReceipt(JdbcExample example, UUID user) throws SQLException {
        Ignite connected = cluster.first();
        for (Stored stored : model.of(user)) {
            boolean here = connected
                    .affinity(TableNames.DEFAULT.transactions())
                    .isPrimary(connected.cluster().localNode(), stored.receipt().key(0));
            long before = asked();
            assertThat(example.payload(
                            stored.receipt().profileId(), stored.action().transactionId()))
                    .isEqualTo(stored.action().payload());
            assertThat(asked() - before).isEqualTo(here ? 0 : 1);
        }
    }

    private static long asked() {
        return cluster.sent("GridH2QueryRequest", "QueryStartRequest");
    }

    private static JdbcExample.Action line(Stored stored) {
        return new JdbcExample.Action(
                Timestamp.from(stored.action().time()),
                stored.action().transactionId(),
                stored.action().type(),
                stored.action().objectId(),
                stored.receipt().profileId());
    }

    private static String category(Stored stored) {
        return Map.of(ActionType.CART, "intend", ActionType.PURCHASE, "buy")
                .getOrDefault(stored.action().type(), "look");
    }
}
