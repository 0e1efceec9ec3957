package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.tier.TierException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache is destroyed: its residency and its objects are gone, also if it is being offloaded. */
class TierDestroyTest {
    @TempDir
    Path directory;

    private ColdNode node;

    @BeforeEach
    void start() {
        node = new ColdNode(directory);
        node.start("distant:" + node.objects());
        node.writeCaches();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private Path residency() {
        return node.tierFiles().resolve("cache-" + ColdNode.COLD);
    }

    @Test
    void destroyCache_offloaded_leavesNoResidencyAndNoObject() throws IOException {
        RemoteShare.offload(node.ignite(), ColdNode.COLD);
        assertThat(residency()).isNotEmptyDirectory();

        node.ignite().destroyCache(ColdNode.COLD);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(residency()).doesNotExist());
        node.tier().collectGarbage(false);
        assertThat(StoredObjects.ofPartitions(node.objects())).isEmpty();
    }

    @Test
    void collectGarbage_logOfACacheDestroyedWhileTheNodeWasDown_deletesIt() throws IOException {
        node.tier().offload(ColdNode.COLD);
        Path copy = directory.resolve("copy");
        ColdNode.copy(residency(), copy);
        node.ignite().destroyCache(ColdNode.COLD);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(residency()).doesNotExist());
        ColdNode.copy(copy, residency());
        Path used = node.tierFiles().resolve("cache-" + ColdNode.UNTIERED);
        node.tier().offload(ColdNode.UNTIERED);

        node.tier().collectGarbage(false);

        assertThat(residency()).doesNotExist();
        assertThat(used).isNotEmptyDirectory();
        node.verify(ColdNode.UNTIERED);
    }

    @RepeatedTest(3)
    void destroyCache_whileItIsOffloaded_leavesNoResidencyAndNoObject() {
        CompletableFuture<Void> offload = CompletableFuture.runAsync(() -> {
            try {
                node.tier().offload(ColdNode.COLD);
            } catch (TierException e) {
                assertThat(e).hasStackTraceContaining("The partition was deleted.");
            }
        });
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !StoredObjects.pages(node.objects()).isEmpty());

        node.ignite().destroyCache(ColdNode.COLD);

        await().atMost(Duration.ofSeconds(60)).until(offload::isDone);
        offload.join();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(residency()).doesNotExist());
        node.tier().collectGarbage(false);
        assertThat(StoredObjects.ofPartitions(node.objects())).isEmpty();
        node.verify(ColdNode.UNTIERED);
        node.ignite().createCache(ColdNode.cache(ColdNode.COLD));
        node.writeCaches();
        node.tier().offload(ColdNode.COLD);
        node.verify(ColdNode.COLD);
    }
}
