package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.cluster.SharedState;
import io.foreshard.plugin.cluster.StateCache;
import io.foreshard.plugin.cluster.UnreadableStateException;
import io.foreshard.plugin.internal.cluster.IgnitePlacement;
import io.foreshard.plugin.thread.DaemonThreads;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardDecision;
import io.foreshard.shard.ShardDecision.Kind;
import io.foreshard.shard.ShardLimits;
import io.foreshard.shard.balance.Mode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shard planning on two real nodes with sizes in memory, in rounds of 20 ms. */
class ShardManagerTest {
    private static final int PARTITIONS = 64;
    private static final int SPLIT_BYTES = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final AtomicLongArray bytes = new AtomicLongArray(PARTITIONS);
    private final RecordingListener events = new RecordingListener();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private volatile Mode mode = Mode.AUTO;
    private TestNodes nodes;
    private Ignite oldest;
    private Ignite next;

    @BeforeEach
    void start() {
        nodes = new TestNodes(directory);
        oldest = nodes.server("server-0", null);
        next = nodes.server("server-1", null);
        oldest.cluster().state(ClusterState.ACTIVE);
        oldest.getOrCreateCache(StateCache.configuration(TableNames.DEFAULT));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        nodes.close();
    }

    private ShardManager manager(Ignite node, PartitionLoads loads, Duration minMergeAge, Duration answerDeadline) {
        ShardLimits limits =
                new ShardLimits(SPLIT_BYTES, 1_000, Duration.ofMillis(100), Duration.ofMillis(300), minMergeAge, 4, 8);
        RoundTiming timing = new RoundTiming(Duration.ofMillis(20), answerDeadline);
        ShardManager manager = new ShardManager(
                node,
                Clock.systemUTC(),
                new ShardRules(
                        PARTITIONS,
                        new IgnitePlacement(node, TableNames.DEFAULT.group()),
                        new SettledMoves(),
                        limits,
                        LoadsOfEpochs.forecast(PARTITIONS, 0),
                        () -> mode),
                timing,
                events);
        ScheduledExecutorService rounds = DaemonThreads.scheduled("rounds-of-" + node.name());
        opened.add(manager);
        opened.add(rounds::shutdownNow);
        manager.start(rounds, loads);
        return manager;
    }

    private ShardManager manager(Ignite node, PartitionLoads loads) {
        return manager(node, loads, LONG, DEADLINE);
    }

    private ShardManager manager(Ignite node, boolean primary) {
        return manager(node, new MemoryLoads(bytes, primary));
    }

    /** Makes the shard of four partitions too large; one split is enough. */
    private void grow(int firstPartition) {
        for (int partition = firstPartition; partition < firstPartition + 4; partition++) {
            bytes.set(partition, SPLIT_BYTES / 4 + 1);
        }
    }

    private static ShardCatalogue catalogue(ShardManager manager) {
        return manager.report().orElseThrow().catalogue();
    }

    private static void awaitSplits(ShardManager manager, int splits) {
        await().atMost(PATIENCE).until(() -> manager.report()
                .filter(report -> report.catalogue().splits() == splits)
                .isPresent());
    }

    @Test
    void round_largeShard_isSplitInTheReportOfEveryNode() {
        ShardManager coordinator = manager(oldest, true);
        ShardManager other = manager(next, false);
        grow(4);

        awaitSplits(coordinator, 1);
        awaitSplits(other, 1);

        assertThat(catalogue(other)).isEqualTo(catalogue(coordinator));
        assertThat(catalogue(other).shardOf(4).partitions()).isEqualTo(2);
        assertThat(catalogue(other).shardOf(0).partitions()).isEqualTo(4);
        assertThat(events.decisions).hasSize(1).first().hasToString("SPLIT partitions 4..7: 1004 bytes, limit 1000");
    }

    @Test
    void round_shardIsEmptyAgain_mergesAtTheMinimumAge() {
        ShardManager coordinator = manager(oldest, new MemoryLoads(bytes, true), Duration.ofMillis(600), DEADLINE);
        grow(4);
        awaitSplits(coordinator, 1);

        for (int partition = 0; partition < PARTITIONS; partition++) {
            bytes.set(partition, 0);
        }

        await().atMost(PATIENCE).until(() -> catalogue(coordinator).merges() == 1);
        assertThat(events.count(Kind.MERGE)).isEqualTo(1);
    }

    @Test
    void round_onePartitionTooLarge_isIsolatedAndReportedAsOverloadedAndRecovered() {
        ShardManager coordinator = manager(oldest, true);
        bytes.set(9, 2 * SPLIT_BYTES);
        await().atMost(PATIENCE).until(() -> events.count(Kind.OVERLOADED) == 1);

        await().atMost(PATIENCE)
                .until(() -> catalogue(coordinator).overloadedPartitions().get(9));
        bytes.set(9, 0);

        await().atMost(PATIENCE).until(() -> events.count(Kind.RECOVERED) == 1);
        assertThat(catalogue(coordinator).shardOf(9).partitions()).isEqualTo(1);
        assertThat(events.count(Kind.SPLIT)).isEqualTo(2);
    }

    @Test
    void round_onePartitionTooLarge_isClosedOnEveryNodeUntilItIsSmallOrTheModeChanges() {
        ShardManager coordinator = manager(oldest, true);
        ShardManager other = manager(next, false);
        bytes.set(9, 2 * SPLIT_BYTES);
        await().atMost(PATIENCE).until(() -> events.count(Kind.CLOSED) == 1);
        assertThat(other.closedPartitions().partitions().stream()).containsExactly(9);
        bytes.set(9, 0);
        await().atMost(PATIENCE).until(() -> events.count(Kind.OPENED) == 1);
        assertThat(other.closedPartitions().size()).isZero();

        bytes.set(9, 2 * SPLIT_BYTES);
        await().atMost(PATIENCE).until(() -> events.count(Kind.CLOSED) == 2);
        mode = Mode.ADVISE;
        await().atMost(PATIENCE)
                .until(() -> events.advice.stream().anyMatch(decision -> decision.kind() == Kind.CLOSED));

        assertThat(coordinator.closedPartitions().size()).isZero();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(coordinator.decisions())
                .extracting(recorded -> recorded.decision().kind())
                .filteredOn(kind -> kind == Kind.CLOSED || kind == Kind.OPENED)
                .containsExactly(Kind.CLOSED, Kind.OPENED, Kind.CLOSED, Kind.OPENED, Kind.CLOSED));
    }

    @Test
    void round_coordinatorStops_nextOldestPlansFromThePublishedCatalogue() {
        manager(oldest, true);
        MemoryLoads loads = new MemoryLoads(bytes, false);
        ShardManager successor = manager(next, loads);
        grow(4);
        awaitSplits(successor, 1);

        Ignition.stop(oldest.name(), true);
        loads.becomePrimary();
        grow(20);

        awaitSplits(successor, 2);
        assertThat(catalogue(successor).version()).isEqualTo(3);
        assertThat(catalogue(successor).shardOf(4).partitions()).isEqualTo(2);
        assertThat(catalogue(successor).shardOf(20).partitions()).isEqualTo(2);
    }

    @Test
    void round_twoCoordinators_eachSplitHappensOnce() {
        List<ShardManager> coordinators = List.of(manager(oldest, true), manager(oldest, true));
        List<Long> versions = new ArrayList<>();
        for (int shard = 0; shard < 8; shard++) {
            int splits = shard + 1;
            grow(4 * shard);
            coordinators.forEach(coordinator -> awaitSplits(coordinator, splits));
            versions.add(catalogue(coordinators.get(0)).version());
        }

        // One coordinator may report the last split before the other has told its listener.
        await().atMost(PATIENCE).until(() -> events.count(Kind.SPLIT) >= 8);
        assertThat(events.count(Kind.SPLIT)).isEqualTo(8);
        assertThat(versions).isEqualTo(List.of(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L));
    }

    @Test
    void round_unreadableCatalogue_failsWithTheCauseAndRecovers() {
        ShardManager coordinator = manager(oldest, true);
        SharedState<ShardCatalogue> stored = ShardStates.catalogue(next);
        await().atMost(PATIENCE).until(() -> stored.read().version() == 1);

        next.<String, Object>cache(TableNames.DEFAULT.meta()).put(ShardStates.CATALOGUE, "text");
        await().atMost(PATIENCE).until(() -> coordinator.failures() > 2);

        assertThat(events.failures)
                .hasOnlyElementsOfType(UnreadableStateException.class)
                .first()
                .hasToString(
                        "io.foreshard.plugin.cluster.UnreadableStateException: The shared state 'shard-catalogue' in"
                                + " the cache " + TableNames.DEFAULT.meta()
                                + " cannot be read: it is a java.lang.String, not bytes of"
                                + " Foreshard. Remove this entry; the planner starts again from shards of equal size.");
        assertThat(catalogue(coordinator).shards()).hasSize(16);

        next.cache(TableNames.DEFAULT.meta()).remove(ShardStates.CATALOGUE);
        grow(4);
        awaitSplits(coordinator, 1);
    }

    @Test
    void round_serverDoesNotAnswer_itsLoadsAreCarriedForwardAndTheOthersArePlanned() {
        AtomicLongArray others = new AtomicLongArray(PARTITIONS);
        MemoryLoads silent = new MemoryLoads(others, 8, 16);
        ShardManager coordinator =
                manager(oldest, new MemoryLoads(bytes, 0, 8, 16, PARTITIONS), LONG, Duration.ofMillis(500));
        manager(next, silent);
        others.set(8, 77);
        await().atMost(PATIENCE)
                .until(() -> coordinator.report().filter(this::isOfAll).isPresent());

        silent.stopAnswering();
        await().atMost(PATIENCE).until(() -> coverage(coordinator, 8) == 0);
        grow(4);
        awaitSplits(coordinator, 1);

        ShardReport report = coordinator.report().orElseThrow();
        assertThat(report.load(shard(report, 8)).bytes()).isEqualTo(77);
        assertThat(report.measuredMillis(shard(report, 8)))
                .isPositive()
                .isLessThan(report.measuredMillis(shard(report, 4)));
        assertThat(report.coverage(shard(report, 4))).isEqualTo(1);
        assertThat(report.servers())
                .extracting(ServerReport::server, ServerReport::answered)
                .containsExactlyInAnyOrder(tuple("server-0", true), tuple("server-1", false));
        assertThat(events.failures).isEmpty();

        others.set(8, 88);
        silent.answer();

        await().atMost(PATIENCE).until(() -> coverage(coordinator, 8) == 1);
        await().atMost(PATIENCE).until(() -> {
            ShardReport now = coordinator.report().orElseThrow();
            return now.load(shard(now, 8)).bytes() == 88;
        });
    }

    @Test
    void round_serverNeverAnswered_itsPartitionsAreUnknownAndNothingIsPlanned() {
        MemoryLoads silent = new MemoryLoads(bytes, 8, 16);
        silent.stopAnswering();
        manager(next, silent);
        ShardManager coordinator =
                manager(oldest, new MemoryLoads(bytes, 0, 8, 16, PARTITIONS), LONG, Duration.ofMillis(50));
        grow(4);
        await().atMost(PATIENCE).until(() -> coverage(coordinator, 4) == 1);
        long first = coordinator.report().orElseThrow().atMillis();
        await().atMost(PATIENCE).until(() -> coordinator.report().orElseThrow().atMillis() > first + 500);

        ShardReport report = coordinator.report().orElseThrow();
        assertThat(report.measuredMillis(shard(report, 8))).isZero();
        assertThat(report.coverage(shard(report, 8))).isZero();
        assertThat(report.catalogue().splits()).isZero();
        silent.answer();

        awaitSplits(coordinator, 1);
    }

    @Test
    void round_serverFailsToReadItsLoads_isReportedAndTheOthersArePlanned() {
        ShardManager coordinator = manager(oldest, true);
        manager(next, () -> {
            throw new IllegalStateException("no loads");
        });
        await().atMost(PATIENCE).until(() -> !events.unreadable.isEmpty());
        grow(4);

        awaitSplits(coordinator, 1);

        assertThat(events.unreadable).containsOnly("server-1");
    }

    private boolean isOfAll(ShardReport report) {
        return IntStream.range(0, report.catalogue().shards().size()).allMatch(shard -> report.coverage(shard) == 1);
    }

    private static double coverage(ShardManager manager, int partition) {
        return manager.report()
                .map(report -> report.coverage(shard(report, partition)))
                .orElse(-1.0);
    }

    private static int shard(ShardReport report, int partition) {
        return report.catalogue().shards().indexOf(report.catalogue().shardOf(partition));
    }

    @Test
    void round_modeAdvise_saysOnceWhatItWouldDoAndChangesNothing() {
        mode = Mode.ADVISE;
        ShardManager coordinator = manager(oldest, true);
        grow(4);
        await().atMost(PATIENCE).until(() -> !events.advice.isEmpty());
        bytes.set(9, 2 * SPLIT_BYTES);
        await().atMost(PATIENCE)
                .until(() -> catalogue(coordinator).overloadedPartitions().get(9));
        awaitRounds(coordinator, 10);

        // A round that takes too long has too little evidence.
        await().atMost(PATIENCE).untilAsserted(() -> {
            ShardReport report = coordinator.report().orElseThrow();
            assertThat(report.mode()).isEqualTo(Mode.ADVISE);
            assertThat(report.catalogue().shards()).hasSize(16);
            assertThat(report.decision(shard(report, 4)))
                    .hasToString("KEEP partitions 4..7: would be split: 1004 bytes, limit 1000");
        });
        assertThat(events.advice)
                .extracting(ShardDecision::toString)
                .containsOnlyOnce("SPLIT partitions 4..7: 1004 bytes, limit 1000");
        assertThat(events.count(Kind.SPLIT)).isZero();
        assertThat(events.count(Kind.OVERLOADED)).isEqualTo(1);

        mode = Mode.AUTO;
        awaitSplits(coordinator, 3);
    }

    @Test
    void round_modeOff_measuresAndPlansNothing() {
        mode = Mode.OFF;
        ShardManager coordinator = manager(oldest, true);
        grow(4);
        await().atMost(PATIENCE).until(() -> coordinator.report().isPresent());
        awaitRounds(coordinator, 20);

        ShardReport report = coordinator.report().orElseThrow();
        assertThat(report.load(shard(report, 4)).bytes()).isEqualTo(SPLIT_BYTES + 4);
        assertThat(report.catalogue().version()).isEqualTo(1);
        assertThat(report.decision(shard(report, 4)).reason()).isEqualTo("nothing is planned: the mode is off");
        assertThat(events.advice).isEmpty();

        mode = Mode.AUTO;
        awaitSplits(coordinator, 1);
    }

    private static void awaitRounds(ShardManager manager, int rounds) {
        for (int round = 0; round < rounds; round++) {
            long before = manager.report().orElseThrow().atMillis();
            await().atMost(PATIENCE).until(() -> manager.report().orElseThrow().atMillis() > before);
        }
    }

    @Test
    void close_afterStart_endsTheRoundsWithoutAFailure() throws Exception {
        ShardManager coordinator = manager(oldest, true);
        await().atMost(PATIENCE).until(() -> coordinator.report().isPresent());

        for (AutoCloseable each : opened) {
            each.close();
        }
        nodes.close();

        assertThat(events.failures).isEmpty();
    }
}
