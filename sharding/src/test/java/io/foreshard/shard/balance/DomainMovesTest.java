package io.foreshard.shard.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.shard.balance.ServerNode.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Moves where failure domains confine copies. */
class DomainMovesTest {
    @Test
    void plan_eachDomainHasACopy_copiesMoveWithinTheDomainAlthoughOthersAreLessLoaded() {
        PlannedCluster cluster = new PlannedCluster();
        cluster.copies = 2;
        for (int node = 0; node < 12; node++) {
            cluster.nodes.add(new ServerNode("n" + node, new Load(0, 0, 1e5, 0), node < 3 ? "d0" : "d1", State.UP));
        }
        for (int partition = 0; partition < 90; partition++) {
            String first = partition < 45 ? "n0" : partition < 70 ? "n1" : "n2";
            cluster.partitions(1, i -> 0, first, "n" + (3 + partition % 9));
            cluster.loads.set(partition, new Load(1_000, 0, 100, 0));
        }

        cluster.round();

        for (String id : List.of("n0", "n1", "n2")) {
            assertThat(cluster.owners.stream().filter(owners -> owners.contains(id)))
                    .hasSizeBetween(29, 31);
        }
    }
}
