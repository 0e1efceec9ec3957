package io.foreshard.shard.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.shard.balance.ServerNode.State;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementPlannerTest {
    private static PlannedCluster skewed() {
        return new PlannedCluster()
                .nodes(3, 3)
                .partitions(40, i -> 100, "n0")
                .partitions(10, i -> 100, "n1")
                .partitions(10, i -> 100, "n2");
    }

    private static List<Reason> codes(PlacementPlan plan) {
        return plan.decisions().stream().map(PlacementDecision::code).toList();
    }

    @Test
    void plan_nodeOverloaded_movesPartitionsToTheLeastLoadedNodes() {
        PlannedCluster cluster = skewed();

        PlacementPlan plan = cluster.round();

        assertThat(plan.ranges()).isNotEmpty();
        assertThat(plan.bytes()).isEqualTo(20_000);
        for (ServerNode node : cluster.nodes) {
            assertThat(cluster.reads(node.consistentId())).isEqualTo(2_000);
        }
        assertThat(plan.decisions().get(0).code()).isEqualTo(Reason.NODE_OVERLOADED);
        assertThat(plan.decisions().get(0).reason()).isEqualTo("n0 has 2.000 times its share of bytes, n1 0.500");
    }

    @Test
    void plan_backupCanBePrimary_switchesWithoutCopying() {
        PlannedCluster cluster = new PlannedCluster()
                .nodes(2, 2)
                .partitions(40, i -> 100, "n0", "n1")
                .partitions(20, i -> 100, "n1", "n0");

        PlacementPlan plan = cluster.round();

        assertThat(plan.bytes()).isZero();
        assertThat(cluster.reads("n0")).isEqualTo(3_000);
        assertThat(codes(plan)).containsOnly(Reason.PRIMARY_SWITCHED);
    }

    @Test
    void plan_secondRound_movesNothingBack() {
        PlannedCluster cluster = skewed();
        cluster.round();
        cluster.nowMillis += Duration.ofMinutes(2).toMillis();
        cluster.loadsAtMillis = cluster.nowMillis;

        PlacementPlan plan = cluster.round();

        assertThat(plan.ranges()).isEmpty();
        assertThat(codes(plan)).containsExactly(Reason.BALANCED);
    }

    @Test
    void plan_onePartitionIsTooMuch_othersMoveOffItsNode() {
        PlannedCluster cluster =
                new PlannedCluster().nodes(3, 3).partitions(1, i -> 5_000, "n0").partitions(59, i -> 100, "n0");
        cluster.balanceReadsOnly();

        cluster.round();

        String hot = cluster.owners.get(0).get(0);
        assertThat(cluster.reads(hot)).isBetween(5_000.0, 5_000 * 1.05);
        assertThat(cluster.nodes.stream()
                        .map(ServerNode::consistentId)
                        .filter(id -> !id.equals(hot))
                        .mapToDouble(cluster::reads))
                // Their share with the hot partition is 3,633 reads/s; above 1.03 times of it they give.
                .allMatch(reads -> reads >= 2_100 && reads <= 3_742);
    }

    @Test
    void plan_budgetOfBytes_isKeptAndNamed() {
        PlannedCluster cluster = skewed();
        cluster.limits = PlannedCluster.limits(5_500, 1);
        cluster.flights.add(new Flight(59, 1, 2_000));

        PlacementPlan plan = cluster.round();

        assertThat(plan.bytes()).isEqualTo(3_000);
        assertThat(codes(plan)).endsWith(Reason.BUDGET);
        assertThat(plan.decisions().get(3).reason()).contains("the 3500 bytes of this round are used");
    }

    @Test
    void plan_shareOfTheBytes_limitsTheMoves() {
        PlannedCluster cluster = skewed();
        cluster.limits = PlannedCluster.limits(Long.MAX_VALUE, 0.05);

        assertThat(cluster.round().bytes()).isEqualTo(3_000);
    }

    @Test
    void plan_moreLoadPerByte_movesFirst() {
        PlannedCluster cluster = skewed();
        cluster.loads.set(7, new Load(10, 100, 0, 0));
        cluster.balanceReadsOnly();

        assertThat(cluster.round().decisions().get(0).partition()).isEqualTo(7);
    }

    @Test
    void plan_ownerLost_backupBecomesPrimaryAndACopyIsMade() {
        PlannedCluster cluster = new PlannedCluster()
                .nodes(4, 4)
                .partitions(8, i -> 100, "gone", "n1")
                .partitions(8, i -> 100, "n2", "n3");

        PlacementPlan plan = cluster.round();

        assertThat(cluster.owners.subList(0, 8))
                .allSatisfy(
                        owners -> assertThat(owners).startsWith("n1").hasSize(2).doesNotContain("gone"));
        assertThat(plan.decisions().get(0).reason()).isEqualTo("gone is lost");
        assertThat(codes(plan)).contains(Reason.OWNER_LOST);
    }

    @Test
    void plan_pinnedPartitions_stayAndAreNamed() {
        PlannedCluster cluster = skewed();
        cluster.pinned = IntStream.range(0, 40).boxed().collect(Collectors.toSet());

        PlacementPlan plan = cluster.plan(Mode.AUTO);

        assertThat(plan.ranges()).isEmpty();
        assertThat(codes(plan)).containsExactly(Reason.PINNED);
    }

    @Test
    void plan_pinnedPartition_takesNoPartInAnExchange() {
        PlannedCluster cluster = twoLargePartitionsOnEachNode();
        cluster.pinned = Set.of(2);

        assertThat(cluster.plan(Mode.AUTO).ranges()).noneMatch(range -> range.firstPartition() == 2);

        cluster.pinned = Set.of(2, 3);
        assertThat(codes(cluster.plan(Mode.AUTO))).containsExactly(Reason.INDIVISIBLE);
    }

    @Test
    void plan_ownerOfAPinnedPartitionLostOrLeaving_isReplaced() {
        PlannedCluster cluster = new PlannedCluster()
                .nodes(4, 4)
                .partitions(4, i -> 100, "gone", "n1")
                .partitions(4, i -> 100, "n0", "n2")
                .state(0, State.LEAVING);
        cluster.pinned = IntStream.range(0, 8).boxed().collect(Collectors.toSet());

        cluster.round();

        assertThat(cluster.owners).allSatisfy(owners -> assertThat(owners).doesNotContain("gone", "n0"));
    }

    @Test
    void plan_pinnedCopiesInOneDomain_stayAndAreNamed() {
        PlannedCluster cluster = new PlannedCluster().nodes(4, 2).partitions(4, i -> 100, "n0", "n2");
        cluster.pinned = Set.of(0, 1, 2, 3);

        PlacementPlan plan = cluster.plan(Mode.AUTO);

        assertThat(plan.ranges()).isEmpty();
        assertThat(plan.decisions().get(0).code()).isEqualTo(Reason.PINNED);
        assertThat(plan.decisions().get(0).reason())
                .isEqualTo("another copy is in the domain 'd0' of n2, and the partition is pinned");
    }

    @Test
    void plan_lastCopyLost_waitsForTheOwner() {
        PlannedCluster cluster =
                new PlannedCluster().nodes(2, 2).partitions(1, i -> 100, "gone").partitions(1, i -> 1, "n0");

        PlacementPlan plan = cluster.round();

        assertThat(cluster.owners.get(0)).containsExactly("gone");
        assertThat(plan.decisions().get(0).code()).isEqualTo(Reason.LAST_COPY_LOST);
    }

    @Test
    void plan_ownerLeaving_givesUpAllItsCopies() {
        PlannedCluster cluster = new PlannedCluster()
                .nodes(4, 2)
                .partitions(8, i -> 100, "n0", "n1")
                .partitions(8, i -> 100, "n3", "n0")
                .state(0, State.LEAVING);

        cluster.round();

        assertThat(cluster.owners).noneMatch(owners -> owners.contains("n0"));
    }

    @Test
    void plan_copiesInOneDomain_areSeparated() {
        PlannedCluster cluster = new PlannedCluster().nodes(4, 2).partitions(4, i -> 100, "n0", "n2");

        PlacementPlan plan = cluster.round();

        assertThat(cluster.owners).allSatisfy(owners -> assertThat(owners).containsAnyOf("n1", "n3"));
        assertThat(plan.decisions().get(0).reason()).isEqualTo("another copy is in the domain 'd0' of n2");
    }

    @Test
    void plan_unknownNode_keepsItsCopiesAndGetsNone() {
        PlannedCluster cluster = skewed().state(1, State.UNKNOWN);

        cluster.round();

        assertThat(cluster.reads("n1")).isEqualTo(1_000);
        assertThat(cluster.reads("n2")).isGreaterThan(2_000);
    }

    @Test
    void plan_recentMove_restsAndKeepsItsOldLoadForAWhile() {
        PlannedCluster cluster = skewed();
        cluster.recent =
                List.of(new RecentMove(59, List.of("n0"), new Load(0, 4_000, 0, 0), PlannedCluster.NOW - 61_000));

        PlacementPlan plan = cluster.round();

        assertThat(cluster.owners.get(59)).containsExactly("n2");
        // 4000 reads/s, halved every 30 s for 61 s, are about 977 reads/s on n2 beside the 900 of its other partitions.
        assertThat(cluster.reads("n1")).isGreaterThan(cluster.reads("n2"));
        assertThat(plan.ranges()).isNotEmpty();
    }

    @Test
    void plan_nodeHadThePartition_isNotItsTargetForAnHour() {
        PlannedCluster cluster =
                new PlannedCluster().nodes(2, 1).partitions(10, i -> 100, "n0").partitions(1, i -> 100, "n1");
        cluster.recent = IntStream.range(0, 10)
                .mapToObj(p -> new RecentMove(p, List.of("n1"), Load.NONE, PlannedCluster.NOW - 30 * 60_000))
                .toList();

        assertThat(codes(cluster.plan(Mode.AUTO))).containsExactly(Reason.NO_TARGET);

        cluster.nowMillis = PlannedCluster.NOW + 31 * 60_000;
        cluster.loadsAtMillis = cluster.nowMillis;
        assertThat(cluster.plan(Mode.AUTO).ranges()).isNotEmpty();
    }

    @Test
    void plan_partitionsTooLargeForTheGap_changePlaces() {
        PlannedCluster cluster = twoLargePartitionsOnEachNode();

        PlacementPlan plan = cluster.round();

        assertThat(codes(plan)).startsWith(Reason.NODE_OVERLOADED, Reason.EXCHANGED);
        assertThat(cluster.reads("n0")).isEqualTo(1_100);
        assertThat(cluster.reads("n1")).isEqualTo(900);
        assertThat(plan.bytes()).isEqualTo(2_000);
    }

    @Test
    void plan_emptyNodeJoins_getsItsShareInOneRoundForItsShareOfTheBytes() {
        PlannedCluster cluster = new PlannedCluster().nodes(9, 9);
        for (int partition = 0; partition < 512; partition++) {
            cluster.partitions(1, i -> 100, "n" + partition % 8, "n" + (partition + 1 + partition / 8 % 7) % 8);
            cluster.loads.set(partition, new Load(500 + partition * 7 % 1_000, 50 + partition * 13 % 100, 10, 0));
        }
        double bytes = 2 * cluster.loads.stream().mapToDouble(Load::bytes).sum();

        PlacementPlan plan = cluster.round();

        assertThat(plan.bytes() / (bytes / 9)).isBetween(0.9, 1.02);
        assertThat(codes(cluster.plan(Mode.AUTO))).containsExactly(Reason.BALANCED);
    }

    @Test
    void plan_loadIsChanging_exchangesNothing() {
        PlannedCluster cluster = twoLargePartitionsOnEachNode();
        cluster.steadyLoads = List.copyOf(cluster.loads);
        cluster.loads.set(0, new Load(1_000, 800, 0, 0));

        assertThat(codes(cluster.plan(Mode.AUTO))).containsExactly(Reason.INDIVISIBLE);
    }

    private static PlannedCluster twoLargePartitionsOnEachNode() {
        PlannedCluster cluster = new PlannedCluster()
                .nodes(2, 2)
                .partitions(2, i -> 600, "n0")
                .partitions(1, i -> 500, "n1")
                .partitions(1, i -> 300, "n1");
        cluster.balanceReadsOnly();
        return cluster;
    }

    @Test
    void plan_shortBurst_movesOnlyAboveTheUrgentLoad() {
        PlannedCluster cluster =
                new PlannedCluster().nodes(2, 2).partitions(50, i -> 100, "n0").partitions(50, i -> 100, "n1");
        cluster.steadyLoads = List.copyOf(cluster.loads);
        burst(cluster, 140);
        assertThat(codes(cluster.plan(Mode.AUTO))).containsExactly(Reason.CHANGING);

        // An overload of all partitions alike is not worth the bytes while it may pass.
        burst(cluster, 200);
        assertThat(codes(cluster.plan(Mode.AUTO))).containsExactly(Reason.COSTLY);

        burst(cluster, 100);
        for (int partition = 0; partition < 5; partition++) {
            cluster.loads.set(partition, new Load(1_000, 1_000, 0, 0));
        }
        assertThat(codes(cluster.plan(Mode.AUTO))).contains(Reason.NODE_OVERLOADED);
    }

    private static void burst(PlannedCluster cluster, double reads) {
        for (int partition = 0; partition < 50; partition++) {
            cluster.loads.set(partition, new Load(1_000, reads, 0, 0));
        }
    }

    @Test
    void plan_modes_offAndAdviseChangeNothing() {
        PlannedCluster cluster = skewed();

        assertThat(codes(cluster.plan(Mode.OFF))).containsExactly(Reason.MODE_OFF);
        PlacementPlan advice = cluster.plan(Mode.ADVISE);
        assertThat(advice.ranges()).isEmpty();
        assertThat(advice.recent()).isEmpty();
        assertThat(advice.decisions()).isEqualTo(cluster.plan(Mode.AUTO).decisions());
    }

    @Test
    void plan_nothingToJudge_saysWhy() {
        PlannedCluster young = skewed();
        young.measuredFor = Duration.ofSeconds(4);
        assertThat(codes(young.plan(Mode.AUTO))).containsExactly(Reason.NO_EVIDENCE);
        assertThat(young.plan(Mode.AUTO).decisions().get(0).reason())
                .isEqualTo("loads are measured for 4.0 s of 5.0 s");

        PlannedCluster old = skewed();
        old.loadsAtMillis = PlannedCluster.NOW - 31_000;
        assertThat(codes(old.plan(Mode.AUTO))).containsExactly(Reason.OLD_LOADS);

        PlannedCluster pausing = skewed();
        pausing.recent = List.of(new RecentMove(0, List.of("n1"), Load.NONE, PlannedCluster.NOW - 59_000));
        assertThat(codes(pausing.plan(Mode.AUTO))).containsExactly(Reason.PAUSE);

        PlannedCluster idle = skewed();
        idle.limits = PlannedCluster.LIMITS;
        assertThat(codes(idle.plan(Mode.AUTO))).containsExactly(Reason.IDLE);

        PlannedCluster alone = new PlannedCluster().nodes(1, 1).partitions(4, i -> 100, "n0");
        assertThat(codes(alone.plan(Mode.AUTO))).containsExactly(Reason.BALANCED);
    }

    @Test
    void plan_nodesOfDifferentCapacity_areLoadedInProportion() {
        PlannedCluster cluster = new PlannedCluster().nodes(2, 2).partitions(60, i -> 100, "n0");
        cluster.nodes.set(1, new ServerNode("n1", new Load(2e9, 2e5, 2e5, 32), "d1", State.UP));

        cluster.round();

        assertThat(cluster.reads("n0")).isBetween(2_000.0, 2_100.0);
        assertThat(cluster.reads("n1")).isBetween(3_900.0, 4_000.0);
    }

    @Test
    void construct_impossibleValues_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Load(-1, 0, 0, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClusterState(
                        List.of(),
                        PartitionOwners.copyOf(List.of(List.of("n0")), 1),
                        List.of(),
                        List.of(),
                        Duration.ZERO,
                        0,
                        List.of(),
                        List.of(),
                        Set.of(),
                        0))
                .withMessage("Each partition has a load: 0 loads, 0 steady ones, 1 partitions.");
    }
}
