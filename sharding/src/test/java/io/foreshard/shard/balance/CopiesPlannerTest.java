package io.foreshard.shard.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CopiesPlannerTest {
    private static final int HOT = 0;

    private PlannedCluster cluster;

    /** Six nodes, 24 partitions with 100 reads per second each in two copies, and a hot one. */
    @BeforeEach
    void start() {
        cluster = cluster(6);
        hot(3_000, 0.5, 0);
    }

    private static PlannedCluster cluster(int nodes) {
        PlannedCluster cluster = new PlannedCluster().nodes(nodes, nodes);
        cluster.copies = 2;
        cluster.partitions(1, partition -> 1, "n0", "n1");
        for (int node = 0; node < nodes; node++) {
            cluster.partitions(4, partition -> 100, "n" + node, "n" + (node + 1) % nodes);
        }
        cluster.balanceReadsOnly();
        return cluster;
    }

    /** @param onBackups share of the reads that backups serve */
    private void hot(double reads, double onBackups, double writes) {
        cluster.loads.set(HOT, new Load(1_000, reads, writes, 0, reads * onBackups));
    }

    private PlacementPlan plan(Mode mode) {
        return new CopiesPlanner(cluster.limits).plan(cluster.state(), mode);
    }

    private void later() {
        cluster.nowMillis += cluster.limits.cooldown().toMillis();
        cluster.loadsAtMillis = cluster.nowMillis;
    }

    private List<String> owners() {
        return cluster.owners.get(HOT);
    }

    @Test
    void plan_readersChooseAnyCopy_getsCopiesUntilNoPrimaryHasMoreThanItsShare() {
        PlacementPlan plan = cluster.apply(plan(Mode.AUTO));

        // 5,400 reads on 6 nodes: 900 a node, of 3,000 four copies have 750 each.
        assertThat(owners()).hasSize(4).startsWith("n0", "n1").doesNotHaveDuplicates();
        assertThat(plan.ranges()).singleElement().satisfies(range -> assertThat(range.copies())
                .isEqualTo(4));
        assertThat(plan.bytes()).isEqualTo(2_000);
        assertThat(plan.decisions()).hasSize(2).allSatisfy(decision -> {
            assertThat(decision.code()).isEqualTo(Reason.COPIES_RAISED);
            assertThat(decision.from()).isEqualTo("n0");
            assertThat(decision.bytes()).isEqualTo(1_000);
            assertThat(decision.reason())
                    .isEqualTo("partition 0 alone has 1.67 times the share of a node on n0, and 100 % of its reads"
                            + " choose any copy: it gets 4 copies instead of 2");
        });
    }

    @Test
    void plan_copiesWereRaised_areKept() {
        cluster.apply(plan(Mode.AUTO));
        hot(3_000, 0.75, 0);
        later();

        assertThat(plan(Mode.AUTO).decisions()).isEmpty();
    }

    @Test
    void plan_loadIsGone_deletesTheAdditionalCopiesAfterTheCooldown() {
        List<String> before = owners();
        cluster.apply(plan(Mode.AUTO));
        hot(500, 0.75, 0);

        assertThat(plan(Mode.AUTO).ranges()).isEmpty();
        later();
        PlacementPlan plan = cluster.apply(plan(Mode.AUTO));

        assertThat(owners()).isEqualTo(before);
        assertThat(plan.ranges()).singleElement().satisfies(range -> assertThat(range.copies())
                .isZero());
        assertThat(plan.decisions()).hasSize(2).allSatisfy(decision -> {
            assertThat(decision.code()).isEqualTo(Reason.COPIES_LOWERED);
            assertThat(decision.to()).isEqualTo("n0");
            assertThat(decision.bytes()).isZero();
        });
    }

    @Test
    void plan_readersUseThePrimaryAgain_deletesTheAdditionalCopies() {
        cluster.apply(plan(Mode.AUTO));
        hot(900, 0.1, 0);
        later();

        cluster.apply(plan(Mode.AUTO));

        assertThat(owners()).hasSize(2);
    }

    @Test
    void plan_readersUseThePrimary_saysThatCopiesWouldNotHelp() {
        hot(3_000, 0.1, 0);

        assertThat(plan(Mode.AUTO).decisions()).singleElement().satisfies(decision -> {
            assertThat(decision.code()).isEqualTo(Reason.HOT_PARTITION);
            assertThat(decision.reason()).endsWith("because 80 % of its reads use the primary only");
        });
    }

    @Test
    void plan_noBackup_saysThatTheReadersAreNotKnown() {
        cluster.owners.set(HOT, List.of("n0"));

        assertThat(plan(Mode.AUTO).decisions()).singleElement().satisfies(decision -> assertThat(decision.reason())
                .endsWith("without a backup it is not known whether its readers would use more copies"));
    }

    @Test
    void plan_manyWrites_saysThatEachCopyDoesThem() {
        hot(3_000, 0.5, 1_000);

        assertThat(plan(Mode.AUTO).decisions()).singleElement().satisfies(decision -> assertThat(decision.reason())
                .endsWith("each of them does all writes"));
    }

    @Test
    void plan_adviseMode_saysWhatAutoWouldDo() {
        PlacementPlan auto = plan(Mode.AUTO);

        assertThat(plan(Mode.ADVISE).decisions()).isEqualTo(auto.decisions());
        assertThat(plan(Mode.ADVISE).ranges()).isEmpty();
        assertThat(plan(Mode.OFF).decisions()).isEmpty();
    }

    @Test
    void plan_loadOfSecondsOnly_waits() {
        cluster.steadyLoads = List.copyOf(cluster.loads);
        hot(10, 0.5, 0);
        assertThat(plan(Mode.AUTO).ranges()).isEmpty();

        cluster.steadyLoads = null;
        hot(3_000, 0.5, 0);
        cluster.measuredFor = Duration.ofSeconds(29);
        assertThat(plan(Mode.AUTO).decisions()).isEmpty();
    }

    @Test
    void plan_pinned_staysAsItIs() {
        cluster.pinned = Set.of(HOT);

        assertThat(plan(Mode.AUTO).decisions()).isEmpty();
    }

    @Test
    void plan_bytesOfTheRoundDoNotSuffice_saysSo() {
        cluster.limits = PlannedCluster.limits(999, 1);

        assertThat(plan(Mode.AUTO).decisions()).singleElement().satisfies(decision -> assertThat(decision.code())
                .isEqualTo(Reason.HOT_PARTITION));
    }

    @Test
    void movePlan_partitionHasAdditionalCopies_keepsTheirNumber() {
        cluster.apply(plan(Mode.AUTO));
        hot(3_000, 0.75, 0);
        cluster.state(0, ServerNode.State.LEAVING);

        PlacementPlan plan = cluster.plan(Mode.AUTO);

        assertThat(plan.ranges())
                .filteredOn(range -> range.firstPartition() == HOT)
                .singleElement()
                .satisfies(range -> {
                    assertThat(range.owners()).hasSize(4).doesNotContain("n0");
                    assertThat(range.copies()).isEqualTo(4);
                });
    }

    /** Rounds with what the new copies serve: no second round changes what the first one did, and no copy of the table is lost. */
    @Property(tries = 300)
    void plan_anyHotPartition_settlesInOneRound(
            @ForAll @IntRange(min = 3, max = 12) int nodes,
            @ForAll @DoubleRange(min = 0, max = 20_000) double reads,
            @ForAll @DoubleRange(min = 0, max = 1) double anyCopy,
            @ForAll @IntRange(min = 0, max = 4) int additional) {
        cluster = cluster(nodes);
        for (int i = 0; i < Math.min(additional, nodes - 2); i++) {
            cluster.owners.set(
                    HOT,
                    Stream.concat(owners().stream(), Stream.of("n" + (2 + i))).toList());
        }
        spread(reads, anyCopy);
        cluster.apply(plan(Mode.AUTO));
        List<String> settled = owners();
        spread(reads, anyCopy);
        later();

        assertThat(plan(Mode.AUTO).ranges()).isEmpty();
        assertThat(settled)
                .hasSizeGreaterThanOrEqualTo(2)
                .doesNotHaveDuplicates()
                .startsWith("n0", "n1");
        if (anyCopy < 0.24) {
            assertThat(settled).hasSize(2);
        }
    }

    private void spread(double reads, double anyCopy) {
        hot(reads, anyCopy * (owners().size() - 1) / owners().size(), 0);
    }
}
