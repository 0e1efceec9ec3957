package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.cluster.StateCache;
import io.foreshard.plugin.internal.cluster.IgnitePlacement;
import io.foreshard.plugin.shard.RecordedDecision.Origin;
import io.foreshard.plugin.thread.DaemonThreads;
import io.foreshard.shard.Shard;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardDecision.Kind;
import io.foreshard.shard.ShardLimits;
import io.foreshard.shard.balance.Mode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.plugin.security.SecurityException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations on shards beside the rounds of shard planning, on two nodes with sizes in memory. */
class ShardOperationsTest {
    private static final int PARTITIONS = 64;
    private static final int SPLIT_BYTES = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final ShardLimits LIMITS = new ShardLimits(
            SPLIT_BYTES, 1_000, Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofMinutes(10), 4, 8);

    @TempDir
    Path directory;

    private final AtomicLongArray bytes = new AtomicLongArray(PARTITIONS);
    private final RecordingListener events = new RecordingListener();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<ShardOperations> servers = new ArrayList<>();
    private TestNodes nodes;
    private volatile Mode mode = Mode.AUTO;
    private volatile boolean permitted = true;

    @BeforeEach
    void start() {
        nodes = new TestNodes(directory);
        Ignite oldest = nodes.server("server-0", null);
        Ignite next = nodes.server("server-1", null);
        oldest.cluster().state(ClusterState.ACTIVE);
        oldest.getOrCreateCache(StateCache.configuration(TableNames.DEFAULT));
        server(oldest, true);
        server(next, false);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        nodes.close();
    }

    private void server(Ignite node, boolean primary) {
        ShardRules rules = new ShardRules(
                PARTITIONS,
                new IgnitePlacement(node, TableNames.DEFAULT.group()),
                new SettledMoves(),
                LIMITS,
                LoadsOfEpochs.forecast(PARTITIONS, 0),
                () -> mode);
        RoundTiming timing = new RoundTiming(Duration.ofMillis(20), Duration.ofSeconds(30));
        ShardManager manager = new ShardManager(node, Clock.systemUTC(), rules, timing, events);
        ScheduledExecutorService rounds = DaemonThreads.scheduled("rounds-of-" + node.name());
        opened.add(manager);
        opened.add(rounds::shutdownNow);
        manager.start(rounds, new MemoryLoads(bytes, primary));
        servers.add(new ShardOperations(node, Clock.systemUTC(), rules, manager, this::authorize, events));
    }

    private void authorize() {
        if (!permitted) {
            throw new SecurityException("The user may not administrate the cluster.");
        }
    }

    private ShardChange run(int server, ShardOperation operation) {
        return ShardStates.CHANGES.decode(1, servers.get(server).run(operation).value());
    }

    private ShardReport report(int server) {
        return ShardStates.REPORTS.decode(1, servers.get(server).report().value());
    }

    private List<RecordedDecision> history(int server) {
        return ShardStates.HISTORIES
                .decode(1, servers.get(server).history().value())
                .decisions();
    }

    private void awaitShards() {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .until(() -> report(0).catalogue().version() > 0);
    }

    private void grow(int firstPartition) {
        for (int partition = firstPartition; partition < firstPartition + 4; partition++) {
            bytes.set(partition, SPLIT_BYTES / 4 + 1);
        }
    }

    @Test
    void run_pinnedShardGrows_isSplitWhenItIsUnpinned() {
        awaitShards();
        run(1, ShardOperation.pin("0001*"));
        grow(4);
        grow(8);
        await().atMost(PATIENCE)
                .until(() -> report(1).catalogue().shardOf(8).partitions() == 2
                        && report(1).decision(1).reason().endsWith(", but the shard is pinned"));
        assertThat(report(0).catalogue().shardOf(4).partitions()).isEqualTo(4);

        run(0, ShardOperation.unpin("0001*"));

        await().atMost(PATIENCE).until(() -> report(1).catalogue().shardOf(4).partitions() == 2);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(history(1))
                .extracting(recorded -> recorded.origin() + " " + recorded.decision())
                .containsExactly(
                        "OPERATOR PIN partitions 4..7: asked for by an operator",
                        "PLANNER SPLIT partitions 8..11: 1004 bytes, limit 1000",
                        "OPERATOR UNPIN partitions 4..7: asked for by an operator",
                        "PLANNER SPLIT partitions 4..7: 1004 bytes, limit 1000"));
        assertThat(history(0)).isEqualTo(history(1));
        assertThat(events.operations).extracting(decision -> decision.kind()).containsExactly(Kind.PIN, Kind.UNPIN);
    }

    @Test
    void run_split_isInTheReportOfTheOtherServerAtOnce() {
        mode = Mode.OFF;
        awaitShards();
        bytes.set(0, 7);
        await().atMost(PATIENCE).until(() -> report(1).load(0).bytes() == 7);

        run(0, ShardOperation.split("0001*"));

        ShardReport seen = report(1);
        assertThat(seen.catalogue().shards()).hasSize(17);
        assertThat(seen.load(0).bytes()).isEqualTo(7);
        await().atMost(PATIENCE).until(() -> report(1).coverage(1) == 1);
        assertThat(report(1).decision(1).reason()).isEqualTo("nothing is planned: the mode is off");
    }

    @Test
    void run_modeAdvise_worksAndTheHistoryTellsAdviceApart() {
        mode = Mode.ADVISE;
        awaitShards();
        grow(4);

        await().atMost(PATIENCE)
                .until(() -> history(1).stream().anyMatch(recorded -> recorded.origin() == Origin.ADVICE));
        assertThat(report(1).catalogue().shards()).hasSize(16);
        run(1, ShardOperation.split("0001*"));

        assertThat(report(0).catalogue().shards()).hasSize(17);
    }

    @Test
    void run_twoServersAtOnceAndPlanner_loseNoChange() throws Exception {
        awaitShards();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        opened.add(threads::shutdownNow);
        List<Callable<Integer>> operators = new ArrayList<>();
        for (int server = 0; server < 2; server++) {
            int own = server;
            operators.add(() -> operate(own));
        }
        int changes = 0;
        for (int partition = 48; partition < PARTITIONS; partition += 4) {
            grow(partition);
        }
        for (Future<Integer> operator : threads.invokeAll(operators)) {
            changes += operator.get();
        }

        await().atMost(PATIENCE).until(() -> report(1).catalogue().shards().stream()
                .filter(shard -> shard.firstPartition() >= 48)
                .allMatch(shard -> shard.partitions() == 2));
        ShardCatalogue catalogue = report(0).catalogue();
        assertThat(catalogue.splits() + catalogue.merges()).isEqualTo(changes + 4);
        assertThat(catalogue.shards().stream().filter(shard -> shard.firstPartition() < 48))
                .allMatch(shard -> shard.partitions() == 4);
    }

    /** Splits shards of this server and merges them again; returns the number of changes. */
    private int operate(int server) {
        Random random = new Random(server);
        for (int i = 0; i < 50; i++) {
            Shard shard = new Shard(4 * (2 * random.nextInt(6) + server), 4, 0, Kind.KEEP);
            String name = shard.prefix(PARTITIONS);
            run(server, ShardOperation.split(name));
            run(server, ShardOperation.merge(name.replace('*', '0')));
        }
        return 100;
    }

    @Test
    void run_refused_changesNothingAndSaysWhy() {
        awaitShards();
        assertThatThrownBy(() -> run(0, ShardOperation.split("01*")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is no shard 01*");
        assertThatThrownBy(() -> run(0, ShardOperation.merge("0001*"))).hasMessageContaining("at most 4 partitions");
        permitted = false;
        assertThatIllegalStateException()
                .isThrownBy(() -> run(0, ShardOperation.split("0001*")))
                .withMessage("The user may not administrate the cluster.");
        permitted = true;

        assertThat(report(0).catalogue().version()).isEqualTo(1);
        assertThat(history(0)).isEmpty();
        assertThat(events.operations).isEmpty();
    }
}
