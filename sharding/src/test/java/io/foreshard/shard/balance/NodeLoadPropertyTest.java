package io.foreshard.shard.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The upper bound of a gain, by which the search skips steps. */
class NodeLoadPropertyTest {
    @Property(tries = 500)
    void mostOfTaking_anyCopyOrExchange_isAnUpperBound(@ForAll long seed) {
        Random random = new Random(seed);
        PlannedState planned = planned(random);
        NodeLoad node = new NodeLoad(planned);
        node.read(random.nextInt(planned.nodes()));
        double[] taken = new double[Dimension.COUNT];

        for (int step = 0; step < 50; step++) {
            for (int d = 0; d < Dimension.COUNT; d++) {
                taken[d] = -node.load(d) + random.nextDouble() * (node.load(d) + 1);
            }
            assertThat(node.gainOfTaking(taken)).isLessThanOrEqualTo(node.mostOfTaking() + 1e-12);
        }
    }

    @Property(tries = 500)
    void gains_giveAndTakeBack_areOpposite(@ForAll long seed) {
        Random random = new Random(seed);
        PlannedState planned = planned(random);
        NodeLoad node = new NodeLoad(planned);
        node.read(random.nextInt(planned.nodes()));
        double[] taken = IntStream.range(0, Dimension.COUNT)
                .mapToDouble(d -> random.nextDouble())
                .toArray();
        double[] given =
                IntStream.range(0, Dimension.COUNT).mapToDouble(d -> -taken[d]).toArray();

        assertThat(node.gainOfGiving(given)).isCloseTo(node.gainOfTaking(taken), within(1e-9));
        assertThat(node.gainOfGiving(new double[Dimension.COUNT])).isCloseTo(0, within(1e-9));
    }

    private static PlannedState planned(Random random) {
        int nodes = 2 + random.nextInt(6);
        PlannedCluster cluster = new PlannedCluster().nodes(nodes, nodes);
        for (int partition = 0; partition < 32; partition++) {
            cluster.partitions(1, i -> 100, "n" + random.nextInt(nodes));
            cluster.loads.set(
                    partition,
                    new Load(random.nextInt(10_000), random.nextInt(1_000), random.nextInt(100), random.nextDouble()));
        }
        return new PlannedState(
                cluster.nodes, PartitionOwners.copyOf(cluster.owners, 1), cluster.loads, cluster.limits.floors());
    }
}
