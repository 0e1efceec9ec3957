package io.foreshard.plugin.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.plugin.node.ForeshardPluginProvider;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on clusters that are inactive, have no tier, ask for a password, or deny a permission. */
class RefusedCommandsTest {
    @TempDir
    Path directory;

    @Test
    void status_inactiveThenWithoutTier_saysSo() {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite server = nodes.server("server", new ForeshardConfiguration());
            ControlUtility control = new ControlUtility(server);

            assertThat(control.run("--tier", "status")).isEqualTo(4);
            assertThat(control.output()).contains("The cluster is inactive: activate it first");
            assertThat(control.run("--shards", "list")).isEqualTo(4);
            assertThat(control.output()).contains("The cluster is inactive: activate it first, then it has shards.");
            server.cluster().state(ClusterState.ACTIVE);
            assertThat(control.run("--tier", "status")).isEqualTo(4);
            assertThat(control.output()).contains("The server has no tier").contains("no tier.storeUri.");
        }
    }

    @Test
    void offload_clusterWithAuthentication_works() {
        try (TestNodes nodes = new TestNodes(directory)) {
            IgniteConfiguration configuration = nodes.configuration(
                            "server",
                            new ForeshardConfiguration()
                                    .setTier(
                                            new TierConfiguration().setStoreUri("dir:" + directory.resolve("objects"))))
                    .setAuthenticationEnabled(true);
            Ignite server = Ignition.start(configuration);
            server.cluster().state(ClusterState.ACTIVE);
            server.getOrCreateCache("orders").put(1, new byte[1_000]);
            ControlUtility control = new ControlUtility(server);

            assertThat(control.run("--tier", "offload", "orders", "--user", "ignite", "--password", "ignite"))
                    .as(control.output())
                    .isZero();
            await().atMost(Duration.ofMinutes(1))
                    .until(() ->
                            control.run("--shards", "split", "0000*", "--user", "ignite", "--password", "ignite") == 0);
            assertThat(control.output()).contains("Split 0000* into 00000* and 00001*.");
            assertThat(control.run("--tier", "status", "--user", "ignite", "--password", "wrong"))
                    .isEqualTo(3);
        }
    }

    @Test
    void commands_userWithoutPermission_areRefusedByEachServer() {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite first = restricted(nodes, "server-0");
            restricted(nodes, "server-1");
            first.cluster().state(ClusterState.ACTIVE);
            first.getOrCreateCache("orders").put(1, new byte[1_000]);
            ControlUtility control = new ControlUtility(first);

            for (String command : new String[] {"status", "offload orders", "gc --dry-run", "self_test"}) {
                String[] arguments = ("--tier " + command + " --user reader --password any").split(" ");
                assertThat(control.run(arguments)).as(command).isEqualTo(4);
                assertThat(control.output())
                        .contains("server-0 (failed), server-1 (failed)")
                        .contains("server-1: The user may not administrate the cluster.");
            }
            for (String command : new String[] {"list", "explain", "split 0000*", "pin 0000* --dry-run"}) {
                String[] arguments = ("--shards " + command + " --user reader --password any").split(" ");
                assertThat(control.run(arguments)).as(command).isEqualTo(4);
                assertThat(control.output()).contains("The user may not administrate the cluster.");
            }
            assertThat(control.run("--tier", "offload", "orders", "--user", "admin", "--password", "any"))
                    .as(control.output())
                    .isZero();
        }
    }

    private Ignite restricted(TestNodes nodes, String name) {
        return Ignition.start(nodes.configuration(
                        name,
                        new ForeshardConfiguration()
                                .setTier(new TierConfiguration().setStoreUri("dir:" + directory.resolve("objects"))))
                .setPluginProviders(new RestrictedUsers(), new ForeshardPluginProvider()));
    }
}
