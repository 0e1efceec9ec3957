package io.foreshard.plugin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.profile.IssuedReceipt;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CachePeekMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Copies of archived receipts on two nodes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReceiptArchiveTest {
    /** More than a window holds, so that the first ones are archived. */
    private static final int ACTIONS = 300;

    private static final int ACTIONS_OF_A_BATCH = 20;

    private TestNodes nodes;
    private Ignite server;

    @BeforeAll
    void start(@TempDir Path directory) {
        nodes = new TestNodes(directory);
        server = nodes.cluster(2, new ForeshardConfiguration().setPartitions(64));
    }

    @AfterAll
    void stop() {
        nodes.close();
    }

    @Test
    void store_storedBefore_bothCopiesExpire() {
        fillTheArchive();
        IgniteCache<ReceiptKey, IssuedReceipt> cache = server.cache(TableNames.DEFAULT.receipts());
        SortedMap<ReceiptKey, IssuedReceipt> stored = new TreeMap<>(ReceiptArchive.ORDER);
        cache.forEach(entry -> stored.put(entry.getKey(), entry.getValue()));
        assertThat(stored).hasSizeGreaterThan(ACTIONS_OF_A_BATCH);

        new ReceiptArchive(cache, Duration.ofSeconds(1)).store(stored);

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(Ignition.allGrids())
                .allSatisfy(node -> assertThat(copies(node)).isZero()));
    }

    private static int copies(Ignite node) {
        return node.cache(TableNames.DEFAULT.receipts()).localSize(CachePeekMode.PRIMARY, CachePeekMode.BACKUP);
    }

    private void fillTheArchive() {
        Ingestion ingestion = server.<Foreshard>plugin(Foreshard.NAME).ingestion();
        for (int first = 0; first < ACTIONS; first += ACTIONS_OF_A_BATCH) {
            ingestion.record(actions(first));
        }
    }

    private static List<UserAction> actions(int first) {
        return IntStream.range(first, first + ACTIONS_OF_A_BATCH)
                .mapToObj(number -> UserAction.of(new UUID(5, 5), ActionType.VIEW)
                        .transactionId(new UUID(11, number))
                        .at(Instant.now())
                        .object(number)
                        .interest(1)
                        .payload(new byte[] {(byte) number})
                        .build())
                .toList();
    }
}
