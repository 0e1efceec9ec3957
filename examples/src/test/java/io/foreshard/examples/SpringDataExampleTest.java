package io.foreshard.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.examples.ExampleModel.Stored;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.TransactionKey;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.ignite.configuration.CacheConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The repositories on hot rows, then on cold ones. */
class SpringDataExampleTest {
    private static final int PAGE = 5;

    @TempDir
    private static Path directory;

    private static ExampleCluster cluster;
    private static ExampleModel model;

    @BeforeAll
    static void start() {
        cluster = new ExampleCluster(directory);
        try (ThinClientExample client = new ThinClientExample(cluster.addresses());
                SpringDataExample example = connect()) {
            model = ExampleModel.recordedBy(client);
            example.saveProducts();
        }
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void run_hotThenColdRows_givesTheSameAnswers() {
        try (SpringDataExample example = connect()) {
            assertHistories(example);
            assertRecords(example);
            assertProducts(example);
            assertRedacted(example, 0);
        }
        assertThat(cluster.remoteReads()).as("hot rows cost no request").isZero();

        cluster.makeCold(TableNames.DEFAULT.transactions(), Product.CACHE);

        try (SpringDataExample example = connect()) {
            assertRedacted(example, 1);
            long byKey = cluster.remoteReads();
            assertThat(byKey).as("by key").isPositive();
            assertProducts(example);
            long ofProducts = cluster.remoteReads();
            assertThat(ofProducts).as("of products").isGreaterThan(byKey);
            assertHistories(example);
            assertThat(cluster.remoteReads()).as("of histories").isGreaterThan(ofProducts);
            assertRecords(example);
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            example.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
            assertThat(printed.toString(StandardCharsets.UTF_8)).contains(" has 10 transactions:");
        }
    }

    @Test
    @SuppressWarnings("unchecked") // Ignite's way to ask for a configuration
    void createTable_fromTemplate_isPlacedByProfileId() {
        CacheConfiguration<?, ?> products =
                cluster.first().cache(Product.CACHE).getConfiguration(CacheConfiguration.class);

        assertThat(products.getAffinity()).isInstanceOf(BehavioralAffinityFunction.class);
    }

    private static SpringDataExample connect() {
        return new SpringDataExample(cluster.addresses());
    }

    private static void assertHistories(SpringDataExample example) {
        for (int number = 2; number < ExampleModel.USERS; number++) {
            UUID user = ExampleData.user(number);
            List<TransactionRecord> expected = model.of(user).stream()
                    .map(stored -> record(stored, part(stored, 0)))
                    .toList();
            assertThat(example.history(user, PAGE)).isEqualTo(ExampleModel.pages(expected, PAGE));
            assertThat(example.count(user)).isEqualTo(expected.size());
        }
        assertThat(example.count(new UUID(0, 1))).isZero();
        assertThat(example.history(new UUID(0, 1), PAGE)).isEmpty();
    }

    private static void assertRecords(SpringDataExample example) {
        for (Stored stored : model.of(ExampleData.user(2))) {
            for (TransactionKey key : stored.receipt().keys()) {
                assertThat(example.record(key)).contains(record(stored, part(stored, key.counter())));
            }
        }
        TransactionKey none = new TransactionKey(0, new UUID(0, 1), 1, 0);
        assertThat(example.record(none)).isEmpty();
    }

    private static void assertProducts(SpringDataExample example) {
        List<Product> all = LongStream.rangeClosed(1, ExampleData.OBJECTS)
                .mapToObj(objectId -> new Product(ExampleData.title(objectId), ExampleData.interest(objectId)))
                .toList();
        for (long objectId = 1; objectId <= ExampleData.OBJECTS; objectId++) {
            assertThat(example.product(objectId)).contains(all.get((int) objectId - 1));
            long interest = ExampleData.interest(objectId);
            assertThat(example.productsAbout(interest, PAGE))
                    .isEqualTo(ExampleModel.pages(
                            all.stream()
                                    .filter(product -> product.interest() == interest)
                                    .sorted(Comparator.comparing(Product::title))
                                    .toList(),
                            PAGE));
        }
        assertThat(example.product(ExampleData.OBJECTS + 1L)).isEmpty();
    }

    /** Saves a changed record of a user whose histories no other check reads. */
    private static void assertRedacted(SpringDataExample example, int user) {
        Stored stored = model.of(ExampleData.user(user)).get(0);
        TransactionKey key = stored.receipt().key(0);
        assertThat(example.record(key)).contains(record(stored, part(stored, 0)));
        example.redact(key);
        assertThat(example.record(key)).contains(record(stored, new byte[0]));
    }

    private static TransactionRecord record(Stored stored, byte[] payload) {
        UserAction action = stored.action();
        return new TransactionRecord(
                action.userId(),
                Timestamp.from(action.time()),
                action.objectId(),
                action.interest(),
                stored.receipt().records(),
                payload);
    }

    private static byte[] part(Stored stored, int counter) {
        byte[] payload = stored.action().payload();
        int bytes = payload.length / stored.receipt().records();
        return Arrays.copyOfRange(payload, counter * bytes, (counter + 1) * bytes);
    }
}
