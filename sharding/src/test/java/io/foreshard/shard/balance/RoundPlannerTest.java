package io.foreshard.shard.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.shard.placement.PlacedRange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RoundPlannerTest {
    private static final int EPOCHS = 15;
    private static final int OF_EPOCH = 16;
    private static final int PARTITIONS = 256;
    private static final Duration EPOCH = Duration.ofDays(30);
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    /** A minute before the period 7 ends: nearly all ids are of epoch 8, and those of epoch 9 begin. */
    private static final long LATE = 8 * EPOCH.toMillis() - MINUTE;

    private static EpochForecast forecast(long nowMillis) {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(nowMillis), ZoneOffset.UTC);
        return new EpochForecast(EPOCHS, OF_EPOCH, EPOCH, clock);
    }

    private static PlacementPlan plan(PlannedCluster cluster, Mode mode, long nowMillis) {
        return new RoundPlanner(PlannedCluster.UNLIMITED, forecast(nowMillis)).plan(cluster.state(), mode);
    }

    private static int first(int epoch) {
        return epoch * OF_EPOCH;
    }

    /** Epoch 8 is even on all four nodes, and all empty partitions are on one. */
    private static PlannedCluster cluster() {
        PlannedCluster cluster = new PlannedCluster().nodes(4, 1);
        cluster.balanceReadsOnly();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            boolean present = partition / OF_EPOCH == 8;
            cluster.owners.add(List.of("n" + (present ? partition % 4 : 0)));
            cluster.loads.add(present ? new Load(1_000, 50, 0, 0) : Load.NONE);
        }
        return cluster;
    }

    private static long ofNextEpoch(PlannedCluster cluster, String id) {
        return IntStream.range(first(9), first(10))
                .filter(partition -> cluster.owners.get(partition).get(0).equals(id))
                .count();
    }

    private static void apply(PlannedCluster cluster, PlacementPlan plan) {
        for (PlacedRange range : plan.ranges()) {
            for (int partition = range.firstPartition(); partition <= range.lastPartition(); partition++) {
                cluster.owners.set(partition, range.owners());
            }
        }
        cluster.recent = plan.recent();
    }

    @Test
    void plan_nextEpochBeginsSoon_spreadsItsPartitionsAndNoOther() {
        PlannedCluster cluster = cluster();

        PlacementPlan plan = plan(cluster, Mode.AUTO, LATE);
        apply(cluster, plan);

        for (ServerNode node : cluster.nodes) {
            assertThat(ofNextEpoch(cluster, node.consistentId())).isEqualTo(4);
        }
        assertThat(plan.ranges())
                .allMatch(range -> range.firstPartition() >= first(9) && range.lastPartition() < first(10));
        assertThat(plan.bytes()).isZero();
        assertThat(plan.decisions().get(0).reason()).startsWith("next epoch: n0 has 4.000 times its share of reads");
        assertThat(plan.recent()).hasSize(12).allMatch(move -> move.load().equals(Load.NONE));
        cluster.nowMillis += Duration.ofHours(2).toMillis();
        cluster.loadsAtMillis = cluster.nowMillis;
        assertThat(plan(cluster, Mode.AUTO, LATE).ranges()).isEmpty();
    }

    /** Epochs of 64 partitions with uneven loads, 2 copies by hash on 16 nodes: the next epoch is as even as the planner makes loads that are there. */
    @Test
    void plan_manyNodes_nextEpochIsEven() {
        Random random = new Random(42);
        PlannedCluster cluster = new PlannedCluster().nodes(16, 4);
        for (int partition = 0; partition < 1_024; partition++) {
            int primary = random.nextInt(16);
            cluster.owners.add(List.of("n" + primary, "n" + (primary + 1 + random.nextInt(3)) % 16));
            double size = partition / 64 == 8 ? 1e6 * (0.7 + 0.6 * random.nextDouble()) : 0;
            cluster.loads.add(new Load(size, 0, 0, size / 1e5));
        }
        EpochForecast forecast =
                new EpochForecast(EPOCHS, 64, EPOCH, Clock.fixed(Instant.ofEpochMilli(LATE), ZoneOffset.UTC));
        RoundPlanner planner = new RoundPlanner(PlannedCluster.LIMITS, forecast);
        List<Load> next = forecast.next(cluster.loads).orElseThrow();
        double before = mostLoaded(cluster, next);

        for (int round = 0; round < 20; round++) {
            apply(cluster, planner.plan(cluster.state(), Mode.AUTO));
            cluster.nowMillis += Duration.ofMinutes(11).toMillis();
            cluster.loadsAtMillis = cluster.nowMillis;
        }

        assertThat(before).isGreaterThan(1.5);
        assertThat(mostLoaded(cluster, next)).isLessThan(1.2);
    }

    /** Returns the CPU time of the most loaded node over the mean. */
    private static double mostLoaded(PlannedCluster cluster, List<Load> loads) {
        Map<String, Double> nodes = new HashMap<>();
        for (int partition = 0; partition < loads.size(); partition++) {
            nodes.merge(
                    cluster.owners.get(partition).get(0), loads.get(partition).cpuPerSecond(), Double::sum);
        }
        double sum = nodes.values().stream().mapToDouble(Double::doubleValue).sum();
        return nodes.values().stream().mapToDouble(Double::doubleValue).max().orElse(0) * cluster.nodes.size() / sum;
    }

    @Test
    void plan_nextEpochBeginsLater_movesNothing() {
        PlacementPlan plan = plan(cluster(), Mode.AUTO, LATE - EPOCH.toMillis() / 2);

        assertThat(plan.ranges()).isEmpty();
        assertThat(plan.decisions()).extracting(PlacementDecision::code).containsExactly(Reason.BALANCED);
    }

    /** Partitions of the next epoch cost nothing to move; they do not stand in for the load that is there. */
    @Test
    void plan_presentLoadIsUneven_isPlannedFirst() {
        PlannedCluster cluster = cluster();
        for (int partition = first(8); partition < first(9); partition++) {
            cluster.owners.set(partition, List.of("n1"));
        }

        PlacementPlan plan = plan(cluster, Mode.AUTO, LATE);

        assertThat(plan.ranges())
                .isNotEmpty()
                .allMatch(range -> range.firstPartition() >= first(8) && range.lastPartition() < first(9));
    }

    /** The budget is that of the bytes that are stored, not of those that are forecast. */
    @Test
    void plan_smallBudget_movesEmptyPartitionsOnly() {
        RoundPlanner small = new RoundPlanner(PlannedCluster.limits(100, 0.01), forecast(LATE));
        PlannedCluster empty = cluster();
        PlannedCluster used = cluster();
        for (int partition = first(9); partition < first(10); partition++) {
            used.loads.set(partition, new Load(50, 0, 0, 0));
        }

        assertThat(small.plan(empty.state(), Mode.AUTO).ranges()).hasSize(12);
        assertThat(small.plan(used.state(), Mode.AUTO).ranges()).isEmpty();
    }

    @Test
    void plan_advise_saysWhatWouldMoveAndMovesNothing() {
        PlacementPlan plan = plan(cluster(), Mode.ADVISE, LATE);

        assertThat(plan.ranges()).isEmpty();
        assertThat(plan.bytes()).isZero();
        assertThat(plan.decisions().get(0).code()).isEqualTo(Reason.NODE_OVERLOADED);
        assertThat(plan(cluster(), Mode.OFF, LATE).decisions())
                .extracting(PlacementDecision::code)
                .containsExactly(Reason.MODE_OFF);
    }

    @Property(tries = 500)
    void next_anyTime_isThePresentEpochShiftedByOneInTheLastTenth(
            @ForAll @LongRange(min = -100, max = 1_000) long period, @ForAll @IntRange(max = 999) int thousandth) {
        List<Load> present = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            present.add(new Load(partition, 0, 0, 0));
        }
        long now = period * EPOCH.toMillis() + EPOCH.toMillis() / 1_000 * thousandth;

        assertThat(forecast(now).next(present).isPresent()).isEqualTo(thousandth >= 900);
        forecast(now).next(present).ifPresent(next -> {
            int from = Math.floorMod(period + 1, EPOCHS);
            int to = Math.floorMod(period + 2, EPOCHS);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                Load expected =
                        partition / OF_EPOCH == to ? present.get(first(from) + partition % OF_EPOCH) : Load.NONE;
                assertThat(next.get(partition)).isEqualTo(expected);
            }
        });
    }

    @Test
    void create_tooFewEpochs_isRefused() {
        assertThatThrownBy(() -> new EpochForecast(2, 1, EPOCH, Clock.systemUTC()))
                .hasMessageContaining("at least 3 epochs");
        assertThatThrownBy(() -> new EpochForecast(3, 1, Duration.ZERO, Clock.systemUTC()))
                .hasMessageContaining("at least 1 ms");
    }
}
