package io.foreshard.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.ingest.TableNames;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoiningTest {
    @TempDir
    static Path directory;

    private static TestNodes nodes;
    private static Ignite server;

    @BeforeAll
    static void start() {
        nodes = new TestNodes(directory);
        server = nodes.cluster(1, new ForeshardConfiguration().setPartitions(64));
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    void start_configured_placesTransactionsByProfile() {
        TransactionKey key = new TransactionKey(5L << 57, new UUID(1, 2), ActionType.VIEW, 0);

        assertThat(server.affinity(TableNames.DEFAULT.transactions()).partitions())
                .isEqualTo(64);
        assertThat(server.affinity(TableNames.DEFAULT.transactions()).partition(key))
                .isEqualTo(5);
    }

    @Test
    void join_serverWithoutPlugin_isRefused() {
        assertThatThrownBy(() -> nodes.server("bare-server", null))
                .hasStackTraceContaining("put the Foreshard jars on its class path");
    }

    @Test
    void join_thickClientWithoutPlugin_isRefused() {
        assertThatThrownBy(() -> nodes.client("bare-client", null))
                .hasStackTraceContaining("put the Foreshard jars on its class path");
    }

    @Test
    void join_otherMap_isRefused() {
        assertThatThrownBy(() -> nodes.server("other-partitions", new ForeshardConfiguration().setPartitions(128)))
                .hasStackTraceContaining("partitions 128")
                .hasStackTraceContaining("set ForeshardConfiguration.partitions to 64");
        assertThatThrownBy(() -> nodes.server(
                        "other-epoch",
                        new ForeshardConfiguration().setPartitions(64).setEpochDuration(Duration.ofDays(1))))
                .hasStackTraceContaining("set ForeshardConfiguration.epochDuration to P30D");
    }

    @Test
    void restart_wholeClusterWithOtherMap_isRefused(@TempDir Path other) {
        try (TestNodes first = new TestNodes(other)) {
            first.cluster(1, new ForeshardConfiguration().setPartitions(64));
        }
        try (TestNodes again = new TestNodes(other)) {
            assertThatThrownBy(() -> again.server(
                            "server-0",
                            new ForeshardConfiguration().setPartitions(64).setEpochDuration(Duration.ofDays(1))))
                    .hasStackTraceContaining("The data of this node were written with epochDuration P30D")
                    .hasStackTraceContaining("set ForeshardConfiguration.epochDuration to P30D on this node");
        }
        try (TestNodes again = new TestNodes(other)) {
            assertThat(again.cluster(1, new ForeshardConfiguration().setPartitions(64))
                            .cacheNames())
                    .contains(TableNames.DEFAULT.transactions());
        }
    }

    @Test
    void start_storeWithoutPersistence_isRefused(@TempDir Path other) {
        try (TestNodes memory = new TestNodes(other)) {
            assertThatThrownBy(() -> Ignition.start(memory.configuration(
                                    "memory",
                                    new ForeshardConfiguration()
                                            .setPartitions(64)
                                            .setTier(new TierConfiguration()
                                                    .setStoreUri("dir:" + other.resolve("objects"))))
                            .setDataStorageConfiguration(null)))
                    .hasStackTraceContaining("tier.storeUri needs a data region with persistence");
        }
    }

    @Test
    void start_severalWrongSettings_namesAllOfThem() {
        assertThatThrownBy(() -> nodes.server(
                        "wrong",
                        new ForeshardConfiguration()
                                .setPartitions(100)
                                .setRecordBytes(1)
                                .setTier(new TierConfiguration().setColdAfter("sixty days"))
                                .setMetrics(new MetricsConfiguration().setPort(70_000))))
                .hasStackTraceContaining("partitions must be a power of two")
                .hasStackTraceContaining("recordBytes must be")
                .hasStackTraceContaining(
                        "tier.coldAfter must be a duration above zero, with tier.storeUri, but is \"sixty days\"")
                .hasStackTraceContaining("metrics.port must be");
    }

    @Test
    void join_sameMap_isAccepted() {
        try (Ignite second = nodes.server("second", new ForeshardConfiguration().setPartitions(64));
                Ignite client = nodes.client("client", new ForeshardConfiguration().setPartitions(64))) {
            Foreshard onServer = second.plugin(Foreshard.NAME);
            Foreshard onClient = client.plugin(Foreshard.NAME);

            assertThat(onServer).isNotNull();
            assertThat(onClient.ingestion()).isNotNull();
            assertThat(server.cluster().nodes()).hasSize(3);
        }
    }

    @Test
    void start_withoutConfiguration_addsNothing(@TempDir Path other) {
        try (TestNodes plain = new TestNodes(other)) {
            Ignite node = plain.cluster(1, null);
            Foreshard foreshard = node.plugin(Foreshard.NAME);

            assertThat(node.cacheNames()).isEmpty();
            assertThatThrownBy(foreshard::ingestion).hasMessageContaining("add a ForeshardConfiguration");
        }
    }
}
