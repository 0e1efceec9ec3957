package io.foreshard.shard.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.shard.balance.ServerNode.State;
import io.foreshard.shard.placement.PlacedRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PlacementPlannerTest {
    private static final Load CAPACITY = new Load(1e9, 1e5, 1e5, 16);
    private static final PlacementLimits LIMITS = PlacementLimits.of(Long.MAX_VALUE);
    private static final PlacementLimits UNLIMITED = limits(Long.MAX_VALUE, 1);
    private static final long NOW = 10_000_000;

    /** A cluster that is changed by what the planner decides. */
    private static final class Cluster {
        private final List<ServerNode> nodes = new ArrayList<>();
        private final List<List<String>> owners = new ArrayList<>();
        private final List<Load> loads = new ArrayList<>();
        private List<Load> steadyLoads;
        private final List<Flight> flights = new ArrayList<>();
        private PlacementLimits limits = UNLIMITED;
        private List<RecentMove> recent = List.of();
        private Duration measuredFor = Duration.ofMinutes(1);
        private long loadsAtMillis = NOW;
        private long nowMillis = NOW;

        Cluster nodes(int count, int domains) {
            for (int node = 0; node < count; node++) {
                nodes.add(new ServerNode("n" + node, CAPACITY, "d" + node % domains, State.UP));
            }
            return this;
        }

        Cluster state(int node, State state) {
            ServerNode old = nodes.get(node);
            nodes.set(node, new ServerNode(old.consistentId(), old.capacity(), old.domain(), state));
            return this;
        }

        /** Makes the capacity of all other dimensions unknown. */
        void balanceReadsOnly() {
            nodes.replaceAll(
                    node -> new ServerNode(node.consistentId(), new Load(0, 1e5, 0, 0), node.domain(), node.state()));
        }

        /** Adds partitions of 1000 bytes. */
        Cluster partitions(int count, IntToDoubleFunction reads, String... ids) {
            for (int i = 0; i < count; i++) {
                owners.add(List.of(ids));
                loads.add(new Load(1_000, reads.applyAsDouble(i), 0, 0));
            }
            return this;
        }

        ClusterState state() {
            return new ClusterState(
                    nodes,
                    placed(owners),
                    loads,
                    steadyLoads == null ? loads : steadyLoads,
                    measuredFor,
                    loadsAtMillis,
                    flights,
                    recent,
                    nowMillis);
        }

        PlacementPlan plan(Mode mode) {
            return new PlacementPlanner(limits).plan(state(), mode);
        }

        PlacementPlan round() {
            PlacementPlan plan = plan(Mode.AUTO);
            for (PlacedRange range : plan.ranges()) {
                owners.set(range.firstPartition(), range.owners());
            }
            recent = plan.recent();
            return plan;
        }

        double reads(String id) {
            return IntStream.range(0, owners.size())
                    .filter(partition -> owners.get(partition).get(0).equals(id))
                    .mapToDouble(partition -> loads.get(partition).readsPerSecond())
                    .sum();
        }
    }

    /** Returns limits that balance every dimension that is used at all. */
    private static PlacementLimits limits(long bytes, double share) {
        return new PlacementLimits(
                1.03,
                1.25,
                1.01,
                bytes,
                share,
                LIMITS.evidence(),
                LIMITS.maxAge(),
                LIMITS.pause(),
                LIMITS.cooldown(),
                LIMITS.noReturn(),
                Load.NONE);
    }

    private static PartitionOwners placed(List<List<String>> owners) {
        List<List<String>> copy = List.copyOf(owners);
        return new PartitionOwners() {
            @Override
            public int partitions() {
                return copy.size();
            }

            @Override
            public List<String> of(int partition) {
                return copy.get(partition);
            }
        };
    }

    private static Cluster skewed() {
        return new Cluster()
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
        Cluster cluster = skewed();

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
        Cluster cluster =
                new Cluster().nodes(2, 2).partitions(40, i -> 100, "n0", "n1").partitions(20, i -> 100, "n1", "n0");

        PlacementPlan plan = cluster.round();

        assertThat(plan.bytes()).isZero();
        assertThat(cluster.reads("n0")).isEqualTo(3_000);
        assertThat(codes(plan)).containsOnly(Reason.PRIMARY_SWITCHED);
    }

    @Test
    void plan_secondRound_movesNothingBack() {
        Cluster cluster = skewed();
        cluster.round();
        cluster.nowMillis += Duration.ofMinutes(2).toMillis();
        cluster.loadsAtMillis = cluster.nowMillis;

        PlacementPlan plan = cluster.round();

        assertThat(plan.ranges()).isEmpty();
        assertThat(codes(plan)).containsExactly(Reason.BALANCED);
    }

    @Test
    void plan_onePartitionIsTooMuch_othersMoveOffItsNode() {
        Cluster cluster =
                new Cluster().nodes(3, 3).partitions(1, i -> 5_000, "n0").partitions(59, i -> 100, "n0");
        cluster.balanceReadsOnly();

        cluster.round();

        String hot = cluster.owners.get(0).get(0);
        assertThat(cluster.reads(hot)).isBetween(5_000.0, 5_000 * 1.05);
        assertThat(cluster.nodes.stream()
                        .map(ServerNode::consistentId)
                        .filter(id -> !id.equals(hot))
                        .mapToDouble(cluster::reads))
                .allMatch(reads -> reads >= 2_300 && reads <= 3_600);
    }

    @Test
    void plan_budgetOfBytes_isKeptAndNamed() {
        Cluster cluster = skewed();
        cluster.limits = limits(5_500, 1);
        cluster.flights.add(new Flight(59, 1, 2_000));

        PlacementPlan plan = cluster.round();

        assertThat(plan.bytes()).isEqualTo(3_000);
        assertThat(codes(plan)).endsWith(Reason.BUDGET);
        assertThat(plan.decisions().get(3).reason()).contains("the 3500 bytes of this round are used");
    }

    @Test
    void plan_shareOfTheBytes_limitsTheMoves() {
        Cluster cluster = skewed();
        cluster.limits = limits(Long.MAX_VALUE, 0.05);

        assertThat(cluster.round().bytes()).isEqualTo(3_000);
    }

    @Test
    void plan_moreLoadPerByte_movesFirst() {
        Cluster cluster = skewed();
        cluster.loads.set(7, new Load(10, 100, 0, 0));
        cluster.balanceReadsOnly();

        assertThat(cluster.round().decisions().get(0).partition()).isEqualTo(7);
    }

    @Test
    void plan_ownerLost_backupBecomesPrimaryAndACopyIsMade() {
        Cluster cluster =
                new Cluster().nodes(4, 4).partitions(8, i -> 100, "gone", "n1").partitions(8, i -> 100, "n2", "n3");

        PlacementPlan plan = cluster.round();

        assertThat(cluster.owners.subList(0, 8))
                .allSatisfy(
                        owners -> assertThat(owners).startsWith("n1").hasSize(2).doesNotContain("gone"));
        assertThat(plan.decisions().get(0).reason()).isEqualTo("gone is lost");
        assertThat(codes(plan)).contains(Reason.OWNER_LOST);
    }

    @Test
    void plan_lastCopyLost_waitsForTheOwner() {
        Cluster cluster =
                new Cluster().nodes(2, 2).partitions(1, i -> 100, "gone").partitions(1, i -> 1, "n0");

        PlacementPlan plan = cluster.round();

        assertThat(cluster.owners.get(0)).containsExactly("gone");
        assertThat(plan.decisions().get(0).code()).isEqualTo(Reason.LAST_COPY_LOST);
    }

    @Test
    void plan_ownerLeaving_givesUpAllItsCopies() {
        Cluster cluster = new Cluster()
                .nodes(4, 2)
                .partitions(8, i -> 100, "n0", "n1")
                .partitions(8, i -> 100, "n3", "n0")
                .state(0, State.LEAVING);

        cluster.round();

        assertThat(cluster.owners).noneMatch(owners -> owners.contains("n0"));
    }

    @Test
    void plan_copiesInOneDomain_areSeparated() {
        Cluster cluster = new Cluster().nodes(4, 2).partitions(4, i -> 100, "n0", "n2");

        PlacementPlan plan = cluster.round();

        assertThat(cluster.owners).allSatisfy(owners -> assertThat(owners).containsAnyOf("n1", "n3"));
        assertThat(plan.decisions().get(0).reason()).isEqualTo("another copy is in the domain 'd0' of n2");
    }

    @Test
    void plan_unknownNode_keepsItsCopiesAndGetsNone() {
        Cluster cluster = skewed().state(1, State.UNKNOWN);

        cluster.round();

        assertThat(cluster.reads("n1")).isEqualTo(1_000);
        assertThat(cluster.reads("n2")).isGreaterThan(2_000);
    }

    @Test
    void plan_recentMove_restsAndKeepsItsOldLoadForAWhile() {
        Cluster cluster = skewed();
        cluster.recent = List.of(new RecentMove(59, List.of("n0"), new Load(0, 4_000, 0, 0), NOW - 61_000));

        PlacementPlan plan = cluster.round();

        assertThat(cluster.owners.get(59)).containsExactly("n2");
        // 4000 reads/s, halved every 30 s for 61 s, are about 977 reads/s on n2 beside the 900 of its other partitions.
        assertThat(cluster.reads("n1")).isGreaterThan(cluster.reads("n2"));
        assertThat(plan.ranges()).isNotEmpty();
    }

    @Test
    void plan_nodeHadThePartition_isNotItsTargetForAnHour() {
        Cluster cluster =
                new Cluster().nodes(2, 1).partitions(10, i -> 100, "n0").partitions(1, i -> 100, "n1");
        cluster.recent = IntStream.range(0, 10)
                .mapToObj(p -> new RecentMove(p, List.of("n1"), Load.NONE, NOW - 30 * 60_000))
                .toList();

        assertThat(codes(cluster.plan(Mode.AUTO))).containsExactly(Reason.NO_TARGET);

        cluster.nowMillis = NOW + 31 * 60_000;
        cluster.loadsAtMillis = cluster.nowMillis;
        assertThat(cluster.plan(Mode.AUTO).ranges()).isNotEmpty();
    }

    @Test
    void plan_shortBurst_movesOnlyAboveTheUrgentLoad() {
        Cluster cluster =
                new Cluster().nodes(2, 2).partitions(50, i -> 100, "n0").partitions(50, i -> 100, "n1");
        cluster.steadyLoads = List.copyOf(cluster.loads);
        burst(cluster, 140);
        assertThat(codes(cluster.plan(Mode.AUTO))).containsExactly(Reason.BALANCED);

        burst(cluster, 200);
        assertThat(codes(cluster.plan(Mode.AUTO))).contains(Reason.NODE_OVERLOADED);
    }

    private static void burst(Cluster cluster, double reads) {
        for (int partition = 0; partition < 50; partition++) {
            cluster.loads.set(partition, new Load(1_000, reads, 0, 0));
        }
    }

    @Test
    void plan_modes_offAndAdviseChangeNothing() {
        Cluster cluster = skewed();

        assertThat(codes(cluster.plan(Mode.OFF))).containsExactly(Reason.MODE_OFF);
        PlacementPlan advice = cluster.plan(Mode.ADVISE);
        assertThat(advice.ranges()).isEmpty();
        assertThat(advice.recent()).isEmpty();
        assertThat(advice.decisions()).isEqualTo(cluster.plan(Mode.AUTO).decisions());
    }

    @Test
    void plan_nothingToJudge_saysWhy() {
        Cluster young = skewed();
        young.measuredFor = Duration.ofSeconds(4);
        assertThat(codes(young.plan(Mode.AUTO))).containsExactly(Reason.NO_EVIDENCE);
        assertThat(young.plan(Mode.AUTO).decisions().get(0).reason())
                .isEqualTo("loads are measured for 4.0 s of 5.0 s");

        Cluster old = skewed();
        old.loadsAtMillis = NOW - 31_000;
        assertThat(codes(old.plan(Mode.AUTO))).containsExactly(Reason.OLD_LOADS);

        Cluster pausing = skewed();
        pausing.recent = List.of(new RecentMove(0, List.of("n1"), Load.NONE, NOW - 59_000));
        assertThat(codes(pausing.plan(Mode.AUTO))).containsExactly(Reason.PAUSE);

        Cluster idle = skewed();
        idle.limits = LIMITS;
        assertThat(codes(idle.plan(Mode.AUTO))).containsExactly(Reason.IDLE);

        Cluster alone = new Cluster().nodes(1, 1).partitions(4, i -> 100, "n0");
        assertThat(codes(alone.plan(Mode.AUTO))).containsExactly(Reason.BALANCED);
    }

    @Test
    void plan_nodesOfDifferentCapacity_areLoadedInProportion() {
        Cluster cluster = new Cluster().nodes(2, 2).partitions(60, i -> 100, "n0");
        cluster.nodes.set(1, new ServerNode("n1", new Load(2e9, 2e5, 2e5, 32), "d1", State.UP));

        cluster.round();

        assertThat(cluster.reads("n0")).isBetween(2_000.0, 2_100.0);
        assertThat(cluster.reads("n1")).isBetween(3_900.0, 4_000.0);
    }

    /** Any cluster: the plan keeps the number of copies, names known targets that are up, never worsens the worst node, and is the same twice. */
    @Property(tries = 300)
    void plan_anyCluster_keepsTheRules(@ForAll long seed) {
        Random random = new Random(seed);
        int copies = 1 + random.nextInt(3);
        int nodes = copies + random.nextInt(10);
        Cluster cluster = new Cluster().nodes(nodes, 1 + random.nextInt(4));
        for (int node = 0; node < nodes; node++) {
            cluster.state(node, State.values()[random.nextInt(State.values().length)]);
        }
        List<String> ids = new ArrayList<>(
                cluster.nodes.stream().map(ServerNode::consistentId).toList());
        ids.add("gone");
        for (int partition = 0; partition < 128; partition++) {
            Collections.shuffle(ids, random);
            cluster.owners.add(List.copyOf(ids.subList(0, copies)));
            cluster.loads.add(
                    new Load(random.nextInt(10_000), random.nextInt(1_000), random.nextInt(100), random.nextDouble()));
        }
        List<List<String>> before = List.copyOf(cluster.owners);
        double[] worstBefore = worst(cluster);
        assertThat(cluster.plan(Mode.AUTO)).isEqualTo(cluster.plan(Mode.AUTO));

        PlacementPlan plan = cluster.round();

        assertThat(plan.decisions()).isNotEmpty().allMatch(decision -> !decision.reason()
                .isBlank());
        for (int partition = 0; partition < 128; partition++) {
            List<String> from = before.get(partition);
            List<String> to = cluster.owners.get(partition);
            assertThat(new HashSet<>(to)).hasSize(copies);
            assertThat(to).filteredOn(id -> !from.contains(id)).allMatch(id -> isUp(cluster, id));
            boolean allLost = from.stream().allMatch(id -> isLost(cluster, id));
            if (allLost) {
                assertThat(to).isEqualTo(from);
            }
        }
        boolean balancedOnly = plan.decisions().stream()
                .allMatch(decision -> decision.code().ordinal() >= Reason.NODE_OVERLOADED.ordinal());
        if (balancedOnly) {
            assertThat(Arrays.stream(worst(cluster)).max().orElse(0))
                    .isLessThanOrEqualTo(Arrays.stream(worstBefore).max().orElse(0) + 1e-6);
        }
    }

    /** Returns the largest load of a node in each dimension over the mean. */
    private static double[] worst(Cluster cluster) {
        double[] worst = new double[Dimension.COUNT];
        for (Dimension dimension : Dimension.values()) {
            double total = 0;
            double most = 0;
            for (ServerNode node : cluster.nodes) {
                double sum = 0;
                for (int partition = 0; partition < cluster.owners.size(); partition++) {
                    int slot = cluster.owners.get(partition).indexOf(node.consistentId());
                    sum += slot == 0 || slot > 0 && dimension.isUsedByBackups()
                            ? cluster.loads.get(partition).of(dimension)
                            : 0;
                }
                most = Math.max(most, sum);
                total += sum;
            }
            worst[dimension.ordinal()] = total == 0 ? 0 : most * cluster.nodes.size() / total;
        }
        return worst;
    }

    private static boolean isUp(Cluster cluster, String id) {
        return cluster.nodes.stream().anyMatch(node -> node.consistentId().equals(id) && node.state() == State.UP);
    }

    private static boolean isLost(Cluster cluster, String id) {
        return cluster.nodes.stream().noneMatch(node -> node.consistentId().equals(id) && node.state() != State.LOST);
    }

    @Test
    void construct_impossibleValues_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Load(-1, 0, 0, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClusterState(
                        List.of(),
                        placed(List.of(List.of("n0"))),
                        List.of(),
                        List.of(),
                        Duration.ZERO,
                        0,
                        List.of(),
                        List.of(),
                        0))
                .withMessage("Each partition has a load: 0 loads, 0 steady ones, 1 partitions.");
    }
}
