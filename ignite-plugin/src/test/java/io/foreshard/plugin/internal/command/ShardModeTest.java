package io.foreshard.plugin.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.shard.balance.Mode;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mode of shard planning on two servers: the setting, then the distributed property, also after a restart. */
class ShardModeTest {
    private static final String PROPERTY = "foreshard.shards.mode";

    @TempDir
    Path directory;

    private static void awaitMode(Ignite node, Mode mode) {
        await().atMost(Duration.ofMinutes(1)).until(() -> node.<Foreshard>plugin(Foreshard.NAME)
                .shards()
                .map(ShardReport::mode)
                .filter(mode::equals)
                .isPresent());
    }

    @Test
    void setProperty_atRunTime_holdsOnAllNodesAndAfterARestart() {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite server = nodes.cluster(2, new ForeshardConfiguration().setPartitions(64));
            ControlUtility control = new ControlUtility(server);
            awaitMode(server, Mode.ADVISE);

            assertThat(control.run("--property", "set", "--name", PROPERTY, "--val", "automatic"))
                    .isNotZero();
            assertThat(control.output()).contains("mode must be `off` or `advise` or `auto`, but is \"automatic\"");
            assertThat(control.run("--property", "set", "--name", PROPERTY, "--val", "Auto"))
                    .as(control.output())
                    .isZero();
            awaitMode(server, Mode.AUTO);
            assertThat(control.run("--property", "get", "--name", PROPERTY)).isZero();
            assertThat(control.output()).contains(PROPERTY + " = auto");
        }
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite server = nodes.cluster(2, new ForeshardConfiguration().setPartitions(64));
            assertThat(server.cluster().state()).isEqualTo(ClusterState.ACTIVE);
            awaitMode(server, Mode.AUTO);
        }
    }
}
