package io.foreshard.plugin.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.tier.ClusterPins;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The facts about a cluster of two servers that the tier asks for. */
class CachePartitionsTest {
    private static final String CACHE = "rows";

    @TempDir
    Path directory;

    private TestNodes nodes;
    private Ignite first;

    @BeforeEach
    void start() {
        nodes = new TestNodes(directory);
        first = nodes.cluster(2, null);
        first.createCache(CACHE).put(1, 1);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private static CachePartitions host(Ignite node) {
        return new CachePartitions(node, null, (group, partitions, partition) -> false, new ClusterPins(node));
    }

    private Ignite second() {
        return Ignition.allGrids().stream()
                .filter(node -> node.name().endsWith(directory.getFileName() + "-server-1"))
                .findAny()
                .orElseThrow();
    }

    @Test
    void isCoordinator_twoServers_oneIsAndTheOtherSucceeds() {
        Ignite second = second();
        assertThat(Stream.of(first, second).filter(node -> host(node).isCoordinator()))
                .containsExactly(first);

        Ignition.stop(first.name(), true);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(host(second).isCoordinator()).isTrue());
    }

    @Test
    void hasDirectory_cacheDestroyed_isFalse() {
        assertThat(host(first).hasDirectory("cache-" + CACHE)).contains(true);

        first.destroyCache(CACHE);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(host(first).hasDirectory("cache-" + CACHE)).contains(false));
    }
}
