package io.foreshard.shard.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.shard.balance.ServerNode.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PlacementPlannerPropertyTest {
    /** Any cluster: the plan keeps the number of copies, names known targets that are up, never worsens the worst node, and is the same twice. */
    @Property(tries = 300)
    void plan_anyCluster_keepsTheRules(@ForAll long seed) {
        Random random = new Random(seed);
        int copies = 1 + random.nextInt(3);
        int nodes = copies + random.nextInt(10);
        PlannedCluster cluster = new PlannedCluster().nodes(nodes, 1 + random.nextInt(4));
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
        decisionsTell(plan, before, cluster.owners);
        boolean balancedOnly = plan.decisions().stream()
                .allMatch(decision -> decision.code().ordinal() >= Reason.NODE_OVERLOADED.ordinal());
        if (balancedOnly) {
            assertThat(Arrays.stream(worst(cluster)).max().orElse(0))
                    .isLessThanOrEqualTo(Arrays.stream(worstBefore).max().orElse(0) + 1e-6);
        }
    }

    /** Checks that the decisions, applied to the owners before, give those after, and that their bytes are those of the plan. */
    private static void decisionsTell(PlacementPlan plan, List<List<String>> before, List<List<String>> after) {
        List<List<String>> owners = new ArrayList<>(before);
        long bytes = 0;
        for (PlacementDecision decision : plan.decisions()) {
            bytes += decision.bytes();
            if (!decision.to().isEmpty()) {
                List<String> of = new ArrayList<>(owners.get(decision.partition()));
                int from = of.indexOf(decision.from());
                if (of.contains(decision.to())) {
                    Collections.swap(of, 0, of.indexOf(decision.to()));
                } else {
                    of.set(from, decision.to());
                }
                owners.set(decision.partition(), of);
            }
        }
        assertThat(bytes).isEqualTo(plan.bytes());
        for (int partition = 0; partition < after.size(); partition++) {
            assertThat(owners.get(partition)).containsExactlyInAnyOrderElementsOf(after.get(partition));
        }
    }

    /** Returns the largest load of a node in each dimension over the mean. */
    private static double[] worst(PlannedCluster cluster) {
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

    private static boolean isUp(PlannedCluster cluster, String id) {
        return cluster.nodes.stream().anyMatch(node -> node.consistentId().equals(id) && node.state() == State.UP);
    }

    private static boolean isLost(PlannedCluster cluster, String id) {
        return cluster.nodes.stream().noneMatch(node -> node.consistentId().equals(id) && node.state() != State.LOST);
    }
}
