package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.client.ClientCache;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.configuration.ClientConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.CheckpointProgress;
import org.apache.ignite.transactions.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A checkpoint wants to begin while an operation waits for the store: operations on hot data go on. */
class TierStallTest {
    private static final int HOT = 100;

    @TempDir
    Path directory;

    private ColdNode node;

    /** Operations on a cold row that hold the checkpoint read lock while they fetch it. */
    private enum Operation {
        THIN_GET((node, key) -> {
            try (IgniteClient client = Ignition.startClient(
                    new ClientConfiguration().setAddresses(TestNodes.thinAddress(node.ignite())))) {
                ClientCache<Integer, byte[]> cache = client.cache(ColdNode.COLD);
                cache.get(key);
            }
        }),
        PUT((node, key) -> cold(node).put(key, ColdNode.value(key))),
        REMOVE((node, key) -> cold(node).remove(key)),
        TRANSACTION((node, key) -> {
            try (Transaction transaction = node.ignite().transactions().txStart()) {
                IgniteCache<Integer, byte[]> cache = cold(node);
                cache.put(key, cache.get(key));
                transaction.commit();
            }
        });

        private final BiConsumer<ColdNode, Integer> body;

        Operation(BiConsumer<ColdNode, Integer> body) {
            this.body = body;
        }
    }

    @BeforeEach
    void start() {
        node = new ColdNode(directory);
        String store = "gated:" + directory.resolve("objects");
        node.start(store);
        node.ignite().createCache(ColdNode.cache(ColdNode.COLD).setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL));
        node.writeCaches();
        assertThat(node.tier().offload(ColdNode.COLD).pages()).isPositive();
        node.close();
        node.start(store);
        hotOperations();
    }

    @AfterEach
    void stop() {
        GatedStoreProvider.open();
        node.close();
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void checkpoint_coldOperationWaitsForTheStore_leavesHotOperationsAlone(Operation operation) throws Exception {
        GatedStoreProvider.close();
        CompletableFuture<Void> cold = CompletableFuture.runAsync(() -> operation.body.accept(node, 7));
        await().atMost(Duration.ofSeconds(30)).until(() -> GatedStoreProvider.waiting() > 0);
        CheckpointProgress checkpoint = ((IgniteEx) node.ignite())
                .context()
                .cache()
                .context()
                .database()
                .forceCheckpoint("test");

        for (int round = 0; round < 5; round++) {
            assertThat(CompletableFuture.runAsync(this::hotOperations))
                    .as("hot operations of round %d while %s waits", round, operation)
                    .succeedsWithin(Duration.ofSeconds(5));
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> checkpoint.futureFor(CheckpointState.FINISHED).isDone());
        assertThat(cold).isNotDone();
        assertThat(GatedStoreProvider.waiting()).isPositive();

        GatedStoreProvider.open();
        assertThat(cold).succeedsWithin(Duration.ofSeconds(30));
        Judges.findNothing(node.ignite());
    }

    private static IgniteCache<Integer, byte[]> cold(ColdNode node) {
        return node.ignite().cache(ColdNode.COLD);
    }

    private void hotOperations() {
        IgniteCache<Integer, byte[]> hot = node.ignite().cache(ColdNode.UNTIERED);
        Map<Integer, byte[]> rows = new TreeMap<>();
        for (int row = 0; row < HOT; row++) {
            assertThat(hot.get(row)).isEqualTo(ColdNode.value(row));
            rows.put(row, ColdNode.value(row));
            hot.put(row, ColdNode.value(row));
        }
        hot.putAll(rows);
    }
}
