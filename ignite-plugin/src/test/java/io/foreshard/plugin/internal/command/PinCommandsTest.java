package io.foreshard.plugin.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.plugin.tier.ClusterTier;
import io.foreshard.plugin.tier.TierFigure;
import io.foreshard.plugin.tier.TierReport;
import io.foreshard.plugin.tier.TierTask;
import io.foreshard.tier.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.cluster.ClusterState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pins of two servers, one that joins later, and after a restart; all partitions are cold at once. */
class PinCommandsTest {
    private static final String GROUP = TableNames.DEFAULT.group();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int PARTITIONS = 64;

    @TempDir
    Path directory;

    private TestNodes nodes;
    private Ignite server;
    private ControlUtility control;

    @BeforeEach
    void start() {
        nodes = new TestNodes(directory);
        server = nodes.cluster(2, configuration());
        control = new ControlUtility(server);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private ForeshardConfiguration configuration() {
        return new ForeshardConfiguration()
                .setPartitions(PARTITIONS)
                .setTier(new TierConfiguration()
                        .setColdAfter(Duration.ofMillis(1))
                        .setStoreUri("dir:" + directory.resolve("objects")));
    }

    private static Tier tier(Ignite node) {
        return node.<Foreshard>plugin(Foreshard.NAME).tier();
    }

    private TierReport run(TierTask task) {
        return ClusterTier.of(server).run(task);
    }

    private long sum(String column, String where) {
        List<List<?>> rows = server.cache(TableNames.DEFAULT.transactions())
                .query(new SqlFieldsQuery("SELECT COALESCE(SUM(" + column + "), 0) FROM SYS.TIER_PARTITIONS WHERE "
                        + "CACHE_GROUP_NAME = '" + GROUP + "' AND " + where))
                .getAll();
        return ((Number) rows.get(0).get(0)).longValue();
    }

    private int control(String arguments) {
        return control.run(("--tier " + arguments).split(" "));
    }

    @Test
    void pin_shard_isKnownToAllServersAfterRestartsToo() {
        assertThat(control("pin " + GROUP + " --shards 0001* --partitions 60"))
                .as(control.output())
                .isZero();
        assertThat(control.output()).containsOnlyOnce("5 of 64 partitions of '" + GROUP + "' are pinned.");
        new PinnedRows(server).write(4, 5, 6, 7, 8, 60);
        await().atMost(PATIENCE).until(() -> sum("1", "REASON = 'pinned'") == 5);
        Ignite joined = nodes.server("server-2", configuration());
        assertThat(tier(joined).isPinned(GROUP, 4)).isTrue();
        assertThat(tier(joined).isPinned(GROUP, 8)).isFalse();

        nodes.close();
        start();

        assertThat(tier(server).isPinned(GROUP, 7)).isTrue();
        assertThat(control("status")).isZero();
        assertThat(control.output()).contains("pinned");
        assertThat(run(TierTask.status()).figure(TierFigure.PINNED)).isEqualTo(2 * 5);
        assertThat(control("unpin " + GROUP + " --shards 0001")).isZero();
        assertThat(control.output()).containsOnlyOnce("1 of 64 partitions of '" + GROUP + "' are pinned.");
        assertThat(tier(server).isPinned(GROUP, 7)).isFalse();
        assertThat(tier(server).isPinned(GROUP, 60)).isTrue();
    }

    @Test
    void pinned_ageRuleAndOffloads_leaveItLocal() {
        run(TierTask.pin(GROUP).partitions(3));
        PinnedRows rows = new PinnedRows(server);
        rows.write(3, 4);

        await().atMost(PATIENCE).until(() -> sum("REMOTE_BYTES", "PARTITION_ID = 4") > 0);

        assertThat(sum("REMOTE_BYTES", "PARTITION_ID = 3")).isZero();
        assertThat(control("offload " + GROUP + " --partitions 3,4")).isEqualTo(1);
        assertThat(control.output()).contains("Partitions {3} of '" + GROUP + "' are pinned", "--tier unpin");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tier(server).offload(GROUP, 3))
                .withMessageContaining("--tier unpin " + GROUP + " --partitions 3");
        assertThat(control("offload " + GROUP)).as(control.output()).isZero();
        assertThat(control.output()).contains("1 partitions of '" + GROUP + "' are pinned and stay local");
        tier(server).offload(GROUP);
        await().atMost(PATIENCE)
                .until(() -> sum("REMOTE_BYTES", "PARTITION_ID <> 3")
                        == tier(server).size(GROUP).remoteBytes());

        run(TierTask.unpin(GROUP));

        await().atMost(PATIENCE).until(() -> sum("REMOTE_BYTES", "PARTITION_ID = 3") > 0);
        rows.verify(3, 4);
    }

    @Test
    void offload_wholeTableIsPinned_isRefused() {
        run(TierTask.pin(GROUP));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(TierTask.offload(GROUP)))
                .withMessageContaining("are pinned, so their pages stay local: unpin them first");
    }

    @Test
    void pin_wrongArguments_areRefused() {
        server.getOrCreateCache("orders");

        assertThat(control("pin unknown")).isEqualTo(1);
        assertThat(control.output()).contains("There is no cache or cache group 'unknown' with persistence");
        assertThat(control("pin " + GROUP + " --partitions 64")).isEqualTo(1);
        assertThat(control.output()).contains("There is no partition 64 of '" + GROUP + "'");
        assertThat(control("pin " + GROUP + " --shards 0102")).isEqualTo(1);
        assertThat(control.output()).contains("as SYS.SHARDS shows it; '0102' is not.");
        assertThat(control("pin orders --shards 01")).isEqualTo(1);
        assertThat(control.output()).contains("'orders' is not placed by profile id, so it has no shards");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TierTask.pin(GROUP).nodes("server-0"))
                .withMessageContaining("on all servers");
        assertThat(run(TierTask.status()).figure(TierFigure.PINNED)).isZero();
    }

    @Test
    void pin_inactiveCluster_saysSo() {
        server.cluster().state(ClusterState.INACTIVE);

        assertThat(control("pin " + GROUP)).isEqualTo(4);
        assertThat(control.output()).contains("The cluster is inactive");
    }
}
