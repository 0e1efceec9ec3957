package io.foreshard.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cluster.ClusterState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The results and exceptions of the plugin's methods on an inactive cluster, and without a store. */
class ForeshardTest {
    @TempDir
    static Path directory;

    private static TestNodes nodes;
    private static Ignite server;
    private static Foreshard foreshard;

    @BeforeAll
    static void start() {
        nodes = new TestNodes(directory);
        server = nodes.cluster(1, new ForeshardConfiguration().setPartitions(64));
        foreshard = server.plugin(Foreshard.NAME);
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    void methods_inactiveCluster_throwUntilItIsActive() {
        awaitIngestion();
        server.cluster().state(ClusterState.INACTIVE);

        assertThatExceptionOfType(IgniteException.class)
                .isThrownBy(() -> foreshard.ingestion().recent(new UUID(1, 2)));
        assertThatExceptionOfType(IgniteException.class).isThrownBy(foreshard::model);
        assertThatExceptionOfType(IgniteException.class).isThrownBy(() -> foreshard.prefetcher());
        assertThatExceptionOfType(IgniteException.class).isThrownBy(() -> server.plugin(Foreshard.NAME));
        assertThat(foreshard.shards()).isNotNull();

        server.cluster().state(ClusterState.ACTIVE);
        awaitIngestion();
        assertThat(foreshard.model()).isEmpty();
    }

    /** Ignite deploys services after an activation has returned. */
    private static void awaitIngestion() {
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(IgniteException.class)
                .untilAsserted(() ->
                        assertThat(foreshard.ingestion().recent(new UUID(1, 2))).isEmpty());
    }

    @Test
    void tier_withoutAStore_isRefusedWithTheCure() {
        assertThatIllegalStateException().isThrownBy(foreshard::tier).withMessageContaining("tier.storeUri");
    }
}
