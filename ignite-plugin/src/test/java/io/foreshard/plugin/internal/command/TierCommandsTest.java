package io.foreshard.plugin.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.plugin.tier.ClusterTier;
import io.foreshard.plugin.tier.NodeReport;
import io.foreshard.plugin.tier.TierFigure;
import io.foreshard.plugin.tier.TierReport;
import io.foreshard.plugin.tier.TierTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.ClientConfiguration;
import org.apache.ignite.internal.commandline.CommandsProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands of Ignite's control utility, and the same operations from a thick and a thin client, on two servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TierCommandsTest {
    private static final String CACHE = "orders";
    private static final int PARTITIONS = 40;
    private static final int ROWS = 2_000;

    @TempDir
    static Path directory;

    private TestNodes nodes;
    private Ignite server;
    private Ignite client;
    private ControlUtility control;

    @BeforeAll
    void start() {
        nodes = new TestNodes(directory);
        ForeshardConfiguration configuration = new ForeshardConfiguration()
                .setPartitions(64)
                .setTier(new TierConfiguration().setStoreUri("dir:" + directory.resolve("objects")));
        server = nodes.cluster(2, configuration);
        client = nodes.client("client", configuration);
        control = new ControlUtility(server);
        IgniteCache<Integer, byte[]> cache = client.getOrCreateCache(new CacheConfiguration<Integer, byte[]>(CACHE)
                .setBackups(1)
                .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS)));
        for (int row = 0; row < ROWS; row++) {
            cache.put(row, row(row));
        }
        client.getOrCreateCache("others").put(1, row(1));
    }

    @AfterAll
    void stop() {
        nodes.close();
    }

    @BeforeEach
    void recall() {
        tier().run(TierTask.recall(CACHE));
    }

    private ClusterTier tier() {
        return client.<Foreshard>plugin(Foreshard.NAME).clusterTier();
    }

    private static byte[] row(int row) {
        byte[] bytes = new byte[1_000];
        Arrays.fill(bytes, (byte) row);
        return bytes;
    }

    private void verifyRows() {
        IgniteCache<Integer, byte[]> cache = client.cache(CACHE);
        for (int row = 0; row < ROWS; row++) {
            assertThat(cache.get(row)).isEqualTo(row(row));
        }
    }

    private long remoteBytes() {
        return tier().run(TierTask.status()).figure(TierFigure.REMOTE_BYTES);
    }

    @Test
    void load_services_findsTheCommands() {
        assertThat(ServiceLoader.load(CommandsProvider.class).stream().map(ServiceLoader.Provider::type))
                .contains(ForeshardCommands.class);
    }

    @Test
    void help_allCommands_areListedWithTheirArguments() {
        assertThat(control.runAlone("--help")).isZero();

        assertThat(control.output())
                .contains("--tier status [--nodes node1[,node2,....,nodeN]]")
                .contains("--tier offload cache1[,cache2,....,cacheN] [--nodes node1[,node2,....,nodeN]] [--dry-run] ")
                .contains("--tier recall ", "--tier verify ", "--tier gc ", "--tier self_test")
                .contains("--tier restore [--nodes node1[,node2,....,nodeN]] [--dry-run] [--yes]")
                .contains("--tier pin cache1[,cache2,....,cacheN] [--partitions 0-15,20] [--shards 0101*[,0110*]]")
                .contains("--tier cancel operation_id", "--tier rebuild", "--tier discard", "--tier recreate");
    }

    static Stream<Arguments> wrongArguments() {
        return Stream.of(
                Arguments.of("offload", "Argument cache1[,cache2,....,cacheN] required."),
                Arguments.of("offload unknown", "There is no cache or cache group 'unknown' with persistence"),
                Arguments.of("offload unknown", "; there are: foreshard, "),
                Arguments.of("offload orders,unknown", "There is no cache or cache group 'unknown'"),
                Arguments.of("offload orders --partitions 1-x", "as in 0-15,20; '1-x' is neither."),
                Arguments.of(
                        "recall orders --partitions 40",
                        "There is no partition 40 of 'orders': its partitions are 0 to 39."),
                Arguments.of(
                        "status --nodes server-7",
                        "There is no server 'server-7'; the servers are: server-0, server-1."),
                Arguments.of("verify --partitions 1", "Partitions and shards are those of a cache group: name it"),
                Arguments.of("verify orders --dry-run", "Unexpected argument: --dry-run"),
                Arguments.of("cancel 12", "'12' is not the id of an operation"),
                Arguments.of(
                        "cancel 00000000-0000-0000-0000-000000000001",
                        "There is no operation 00000000-0000-0000-0000-000000000001."),
                Arguments.of("rebuild", "io.foreshard.plugin.node.TierCommand rebuild CONFIG.xml"),
                Arguments.of("discard", "changes the directory of a stopped node: stop the node"),
                Arguments.of("recreate", "io.foreshard.plugin.node.TierCommand recreate CONFIG.xml"),
                Arguments.of(
                        "upload",
                        "its commands are: status, offload, recall, restore, verify, pin, unpin, gc, image, self_test, cancel, rebuild"));
    }

    @ParameterizedTest
    @MethodSource("wrongArguments")
    void command_wrongArgument_isRefusedWithOneSentence(String arguments, String sentence) {
        assertThat(control.run(("--tier " + arguments).split(" "))).isEqualTo(1);

        assertThat(control.output())
                .containsOnlyOnce("Check arguments.")
                .contains(sentence)
                .doesNotContain("Exception", "\tat ");
    }

    @Test
    void offload_statusVerifyRecall_workOnAllServers() {
        assertThat(control.run("--tier", "offload", CACHE)).isZero();
        assertThat(control.output()).contains("server-0", "server-1", "total", "; cancel it with --tier cancel ");
        long remote = remoteBytes();
        assertThat(remote).isPositive();

        assertThat(control.run("--tier", "status")).isZero();
        assertThat(control.output()).contains("remote bytes", "garbage bytes", String.valueOf(remote));
        assertThat(control.run("--tier", "verify")).isZero();
        assertThat(control.output()).contains("healed", "lost").doesNotContain("failed (");
        verifyRows();
        assertThat(control.run("--tier", "recall", CACHE)).isZero();

        assertThat(remoteBytes()).isZero();
        verifyRows();
    }

    @Test
    void restore_severalCaches_recallsAll() {
        tier().run(TierTask.offload(CACHE, "others"));

        assertThat(control.run("--tier", "restore", "--yes")).isZero();

        assertThat(remoteBytes()).isZero();
    }

    @Test
    void offload_partitionsOfOneServer_leavesTheOthersLocal() {
        assertThat(control.run("--tier", "offload", CACHE, "--partitions", "0-3,7", "--nodes", "server-1"))
                .isZero();

        TierReport status = tier().run(TierTask.status());
        assertThat(status.nodes()).extracting(NodeReport::node).containsExactly("server-0", "server-1");
        assertThat(status.nodes().get(0).figure(CACHE, TierFigure.REMOTE_BYTES)).isZero();
        assertThat(status.nodes().get(1).figure(CACHE, TierFigure.REMOTE_BYTES)).isPositive();
    }

    @Test
    void dryRuns_all_changeNothing() {
        assertThat(control.run("--tier", "offload", CACHE, "--dry-run")).isZero();
        assertThat(control.output()).contains("file bytes");
        assertThat(remoteBytes()).isZero();
        tier().run(TierTask.offload(CACHE));
        long remote = remoteBytes();

        assertThat(control.run("--tier", "recall", CACHE, "--dry-run")).isZero();
        assertThat(control.output()).contains(String.valueOf(remote));
        assertThat(control.run("--tier", "restore", "--dry-run")).isZero();
        assertThat(control.run("--tier", "gc", "--dry-run")).isZero();

        assertThat(control.output()).contains("deleted bytes", "waiting bytes");
        assertThat(remoteBytes()).isEqualTo(remote);
    }

    @Test
    void selfTest_goodStore_printsTheVerdictOfEachServer() {
        assertThat(control.run("--tier", "self-test")).isZero();

        assertThat(control.output()).contains("server-0: ", "server-1: ");
    }

    @Test
    void image_allServers_isUploadedAndShownInTheStatus() {
        assertThat(control.run("--tier", "image")).as(control.output()).isZero();
        assertThat(control.output()).contains("server-0: The image is as of ", "server-1: The image is as of ");

        assertThat(control.run("--tier", "status")).isZero();
        assertThat(control.output()).contains("server-0: The last image is as of ");
    }

    @Test
    void recall_objectsMissing_namesServersAndExitsWithACode() throws IOException {
        tier().run(TierTask.offload(CACHE));
        Path nodesInStore = directory.resolve("objects/nodes");
        Path moved = directory.resolve("moved");
        Files.move(nodesInStore, moved);
        try {
            assertThat(control.run("--tier", "recall", CACHE)).isEqualTo(4);
            assertThat(control.output())
                    .contains("The operation is not done on 2 of 2 servers: server-0 (failed), server-1 (failed).")
                    .contains("server-0: There are 35 further messages.")
                    .contains("server-0: Stopped after failures in 3 batches");
        } finally {
            Files.move(moved, nodesInStore);
        }
        recall();
        verifyRows();
    }

    @Test
    void run_thinClient_worksAsFromANode() {
        try (IgniteClient thin =
                Ignition.startClient(new ClientConfiguration().setAddresses(TestNodes.thinAddress(server)))) {
            TierReport report = ClusterTier.of(thin).run(TierTask.offload(CACHE));

            assertThat(report.isSuccess()).isTrue();
            assertThat(report.figure(TierFigure.DONE)).isEqualTo(2 * PARTITIONS);
            assertThat(report.figure(TierFigure.PAGES)).isPositive();
        }
    }

    @Test
    void run_cancelledAtOnce_ends() {
        TierTask task = TierTask.offload(CACHE);

        TierReport report = tier().run(task, progress -> tier().cancel(task.id()));

        assertThat(report.figure(TierFigure.DONE)).isLessThanOrEqualTo(2 * PARTITIONS);
        assertThat(report.figure(TierFigure.FAILED)).isZero();
        verifyRows();
    }
}
