package io.foreshard.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.ignite.cache.affinity.AffinityFunctionContext;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.events.DiscoveryEvent;
import org.apache.ignite.events.EventType;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.affinity.GridAffinityFunctionContextImpl;
import org.apache.ignite.testframework.GridTestNode;
import org.junit.jupiter.api.Test;

class PlacedOwnersTest {
    private static final int PARTITIONS = 64;

    @Provide
    Arbitrary<List<String>> preferred() {
        return Arbitraries.of("n0", "n1", "n2", "n3", "n4", "away")
                .list()
                .uniqueElements()
                .ofMaxSize(4);
    }

    @Property(tries = 300)
    void of_anyPreferredOwners_areFirstAndTheRestFollowsRendezvous(
            @ForAll("preferred") List<String> ids,
            @ForAll @IntRange(max = 4) int copies,
            @ForAll @IntRange(max = 3) int backups,
            @ForAll @IntRange(min = 1, max = 5) int servers) {
        AffinityFunctionContext context = context(servers, backups);
        BehavioralAffinityFunction function = new BehavioralAffinityFunction(PARTITIONS);
        List<List<ClusterNode>> rendezvous = function.assignPartitions(context);

        List<List<ClusterNode>> owners = new PlacedOwners(function, context).of(everywhere(ids, copies), rendezvous);

        int wanted = Math.min(servers, Math.max(copies, backups + 1));
        RendezvousAffinityFunction order = new RendezvousAffinityFunction(false, PARTITIONS);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<String> expected = new ArrayList<>(ids);
            order.assignPartition(partition, context.currentTopologySnapshot(), servers - 1, null)
                    .forEach(node -> expected.add(name(node)));
            List<String> present = names(context.currentTopologySnapshot());
            assertThat(names(owners.get(partition)))
                    .isEqualTo(expected.stream()
                            .filter(present::contains)
                            .distinct()
                            .limit(wanted)
                            .toList());
        }
    }

    @Property(tries = 100)
    void of_nothingPreferred_isRendezvous(
            @ForAll @IntRange(max = 3) int backups, @ForAll @IntRange(min = 1, max = 20) int servers) {
        AffinityFunctionContext context = context(servers, backups);
        BehavioralAffinityFunction function = new BehavioralAffinityFunction(PARTITIONS);
        List<List<ClusterNode>> rendezvous =
                new RendezvousAffinityFunction(false, PARTITIONS).assignPartitions(context);

        assertThat(function.assignPartitions(context)).isEqualTo(rendezvous);
        assertThat(new PlacedOwners(function, context).of(everywhere(List.of(), 0), rendezvous))
                .isEqualTo(rendezvous);
        assertThat(new PlacedOwners(function, context).of(everywhere(List.of("away"), 0), rendezvous))
                .isEqualTo(rendezvous);
    }

    @Test
    void of_replicatedCache_keepsACopyOnEveryServer() {
        AffinityFunctionContext context = context(4, Integer.MAX_VALUE);
        BehavioralAffinityFunction function = new BehavioralAffinityFunction(PARTITIONS);

        List<List<ClusterNode>> owners = new PlacedOwners(function, context)
                .of(everywhere(List.of("n2"), 1), function.assignPartitions(context));

        assertThat(owners).allSatisfy(servers -> {
            assertThat(names(servers)).containsExactlyInAnyOrder("n0", "n1", "n2", "n3");
            assertThat(name(servers.get(0))).isEqualTo("n2");
        });
    }

    @Test
    void of_neighborsExcluded_choosesOtherHostsWhileThereAreSome() {
        AffinityFunctionContext context = context(4, 1);
        hosts(context, "h0", "h0", "h1", "h1");
        BehavioralAffinityFunction function = new BehavioralAffinityFunction(true, PARTITIONS);
        PlacedOwners placed = new PlacedOwners(function, context);
        List<List<ClusterNode>> rendezvous = function.assignPartitions(context);

        assertThat(placed.of(everywhere(List.of("n0"), 0), rendezvous))
                .allSatisfy(servers ->
                        assertThat(names(servers)).hasSize(2).startsWith("n0").doesNotContain("n1"));
        assertThat(placed.of(everywhere(List.of("n0"), 3), rendezvous))
                .allSatisfy(servers -> assertThat(names(servers)).hasSize(3).startsWith("n0"));
    }

    @Test
    @SuppressWarnings("deprecation") // Ignite still applies the older filter
    void of_backupFilter_isAskedAboutTheServersThatRendezvousAdds() {
        AffinityFunctionContext context = context(4, 1);
        hosts(context, "h0", "h0", "h1", "h1");
        BehavioralAffinityFunction byPrimary = new BehavioralAffinityFunction(PARTITIONS);
        byPrimary.setBackupFilter((primary, node) -> !host(primary).equals(host(node)));
        BehavioralAffinityFunction byOwners = new BehavioralAffinityFunction(PARTITIONS);
        byOwners.setAffinityBackupFilter((node, owners) -> !host(owners.get(0)).equals(host(node)));

        for (BehavioralAffinityFunction function : List.of(byPrimary, byOwners)) {
            List<List<ClusterNode>> rendezvous = function.assignPartitions(context);
            assertThat(new PlacedOwners(function, context).of(everywhere(List.of("n0"), 0), rendezvous))
                    .allSatisfy(servers -> assertThat(names(servers))
                            .hasSize(2)
                            .startsWith("n0")
                            .doesNotContain("n1"));
            assertThat(new PlacedOwners(function, context).of(everywhere(List.of("n0", "n1"), 0), rendezvous))
                    .as("preferred owners are not filtered")
                    .allSatisfy(servers -> assertThat(names(servers)).containsExactly("n0", "n1"));
        }
    }

    private static PreferredOwners everywhere(List<String> owners, int copies) {
        return new PreferredOwners() {
            @Override
            public List<String> owners(int partition) {
                return owners;
            }

            @Override
            public int copies(int partition) {
                return copies;
            }
        };
    }

    private static AffinityFunctionContext context(int servers, int backups) {
        List<ClusterNode> nodes = IntStream.range(0, servers)
                .<ClusterNode>mapToObj(PlacedOwnersTest::node)
                .toList();
        DiscoveryEvent joined = new DiscoveryEvent(nodes.get(0), "", EventType.EVT_NODE_JOINED, nodes.get(0));
        return new GridAffinityFunctionContextImpl(nodes, null, joined, new AffinityTopologyVersion(servers), backups);
    }

    private static GridTestNode node(int number) {
        GridTestNode node = new GridTestNode(new UUID(0, number));
        node.consistentId("n" + number);
        return node;
    }

    private static void hosts(AffinityFunctionContext context, String... hosts) {
        List<ClusterNode> nodes = context.currentTopologySnapshot();
        for (int i = 0; i < hosts.length; i++) {
            ((GridTestNode) nodes.get(i)).addAttribute("org.apache.ignite.macs", hosts[i]);
        }
    }

    private static String host(ClusterNode node) {
        return node.attribute("org.apache.ignite.macs");
    }

    private static List<String> names(List<ClusterNode> nodes) {
        return nodes.stream().map(PlacedOwnersTest::name).toList();
    }

    private static String name(ClusterNode node) {
        return Objects.toString(node.consistentId());
    }
}
