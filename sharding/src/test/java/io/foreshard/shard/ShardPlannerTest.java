package io.foreshard.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.foreshard.shard.ShardDecision.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ShardPlannerTest {
    private static final int PARTITIONS = 64;
    private static final long ROUND_MILLIS = 5_000;
    private static final ShardLimits LIMITS = ShardLimits.of(1_000_000, 1_000, 16);

    /** A map that is planned round by round, as by the coordinator. */
    private static final class Planned {
        private final ShardPlanner planner;
        private ShardCatalogue catalogue = ShardCatalogue.ofEqualShards(PARTITIONS, 4, 0);
        private LoadHistory history = LoadHistory.empty();
        private ShardPlan plan;
        private long nowMillis;

        Planned() {
            this(new ShardPlanner(LIMITS));
        }

        Planned(ShardPlanner planner) {
            this.planner = planner;
        }

        Planned rounds(int rounds, IntFunction<PartitionLoad> loads) {
            for (int i = 0; i < rounds; i++) {
                round(loads);
            }
            return this;
        }

        void round(IntFunction<PartitionLoad> loads) {
            List<PartitionLoad> all = new ArrayList<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                all.add(loads.apply(partition));
            }
            nowMillis += ROUND_MILLIS;
            history = history.plus(nowMillis, all, LIMITS.mergeEvidence());
            plan = planner.plan(catalogue, history, nowMillis);
            catalogue = plan.catalogue();
        }

        ShardDecision about(int partition) {
            return plan.decisions().stream()
                    .filter(decision -> decision.firstPartition() <= partition
                            && partition < decision.firstPartition() + decision.partitions())
                    .reduce((first, last) -> last)
                    .orElseThrow();
        }
    }

    private static PartitionLoad idle(int partition) {
        return PartitionLoad.NONE;
    }

    private static PartitionLoad operations(double perSecond) {
        return new PartitionLoad(1_000, 10, perSecond / 2, perSecond / 2, 0);
    }

    @Test
    void plan_loadAboveTheLimit_splitsAfterTheEvidenceOnly() {
        Planned planned = new Planned().rounds(3, ShardPlannerTest::idle);
        planned.round(partition -> operations(partition < 16 ? 100 : 0));
        assertThat(planned.catalogue.version()).isEqualTo(1);
        planned.round(ShardPlannerTest::idle);
        assertThat(planned.catalogue.version()).isEqualTo(1);

        planned.rounds(2, partition -> operations(partition < 16 ? 100 : 0));

        assertThat(planned.about(0).kind()).isEqualTo(Kind.SPLIT);
        assertThat(planned.about(0).reason()).isEqualTo("1600.0 operations/s for 5 s, limit 1000.0");
        assertThat(planned.catalogue.shards()).hasSize(5);
        assertThat(planned.catalogue.shardOf(7).prefix(PARTITIONS)).isEqualTo("000*");
        assertThat(planned.catalogue.splits()).isEqualTo(1);
    }

    @Test
    void plan_onePartitionHasAllTheLoad_isIsolatedAndOverloaded() {
        Planned planned = new Planned().rounds(10, partition -> operations(partition == 5 ? 5_000 : 1));

        assertThat(planned.catalogue.shardOf(5).partitions()).isEqualTo(1);
        assertThat(planned.catalogue.shards()).hasSize(8);
        assertThat(planned.catalogue.overloadedPartitions().stream()).containsExactly(5);
        assertThat(planned.about(5).kind()).isEqualTo(Kind.KEEP);
        assertThat(planned.about(5).reason()).endsWith("but one partition cannot be split");

        planned.rounds(70, ShardPlannerTest::idle);
        assertThat(planned.catalogue.overloadedPartitions().isEmpty()).isTrue();
    }

    @Test
    void plan_busyNeighboursOfAHotPartition_areSplitToo() {
        Planned planned = new Planned();
        planned.catalogue = ShardCatalogue.ofEqualShards(PARTITIONS, 1, 0);

        planned.rounds(10, partition -> operations(partition == 5 ? 10_000 : partition < 32 ? 0 : 1_500 / 32.0));

        assertThat(planned.catalogue.shardOf(5).partitions()).isEqualTo(1);
        assertThat(planned.catalogue.shardOf(32).partitions()).isEqualTo(16);
        assertThat(planned.catalogue.shardOf(48).partitions()).isEqualTo(16);
    }

    @Test
    void plan_pinnedShards_areNeitherSplitNorMergedAndSaySo() {
        Planned planned = new Planned();
        planned.catalogue = ShardCatalogue.ofEqualShards(PARTITIONS, 16, 0);
        planned.catalogue =
                CatalogueEdits.pin(planned.catalogue, "0000*", "by hand").catalogue();
        planned.catalogue =
                CatalogueEdits.pin(planned.catalogue, "1011*", "by hand").catalogue();

        planned.rounds(140, partition -> operations(partition < 4 ? 1_000 : 0));

        assertThat(planned.catalogue.shardOf(0).partitions()).isEqualTo(4);
        assertThat(planned.about(0).reason())
                .isEqualTo("4000.0 operations/s for 5 s, limit 1000.0, but the shard is pinned");
        assertThat(planned.about(44).reason()).isEqualTo("no limit exceeded; it is pinned");
        assertThat(planned.about(40).reason()).isEqualTo("no limit exceeded; its right neighbour is pinned");
        assertThat(planned.catalogue.shardOf(16).partitions()).isEqualTo(8);

        planned.catalogue =
                CatalogueEdits.unpin(planned.catalogue, "0000*", "by hand").catalogue();
        planned.round(partition -> operations(partition < 4 ? 1_000 : 0));
        assertThat(planned.catalogue.shardOf(0).partitions()).isEqualTo(1);
    }

    @Test
    void advice_ofSplitsAndMerges_keepsTheBoundariesAndGivesTheReasons() {
        Planned planned = new Planned();
        ShardCatalogue present = ShardCatalogue.ofEqualShards(PARTITIONS, 16, 0);
        for (int round = 0; round < 140; round++) {
            planned.catalogue = present;
            planned.round(partition -> operations(partition == 5 ? 5_000 : partition < 8 ? 300 : 0));
        }

        ShardPlan advice = planned.plan.advice(present);

        assertThat(planned.plan.changes()).extracting(ShardDecision::kind).contains(Kind.SPLIT, Kind.MERGE);
        assertThat(advice.changes()).isEmpty();
        assertThat(advice.catalogue().shards()).isEqualTo(present.shards());
        assertThat(advice.catalogue().overloadedPartitions().stream()).containsExactly(5);
        assertThat(advice.about(present.shardOf(4)).reason())
                .isEqualTo("would be split: 5900.0 operations/s for 5 s, limit 1000.0");
        assertThat(advice.about(present.shardOf(12)).reason())
                .isEqualTo("would be merged with its neighbour: both halves are small and idle for 300 s");
        assertThat(present.shards())
                .allSatisfy(shard -> assertThat(advice.about(shard).kind()).isEqualTo(Kind.KEEP));
    }

    @Test
    void plan_moreSplitsThanChangesOfARound_splitsTheHottestFirst() {
        ShardLimits two = new ShardLimits(
                1_000_000, 1_000, Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(10), 16, 2);
        Planned planned = new Planned(new ShardPlanner(two));
        planned.catalogue = ShardCatalogue.ofEqualShards(PARTITIONS, 16, 0);

        planned.rounds(2, partition -> operations(partition >= 60 ? 1_900 / 4.0 : 1_200 / 4.0));

        assertThat(planned.catalogue.splits()).isEqualTo(2);
        assertThat(planned.catalogue.shardOf(60).partitions()).isEqualTo(2);
        assertThat(planned.catalogue.shardOf(0).partitions()).isEqualTo(2);
        assertThat(planned.about(4).kind()).isEqualTo(Kind.KEEP);
        assertThat(planned.about(4).reason())
                .isEqualTo(
                        "1200.0 operations/s for 5 s, limit 1000.0, but the limit of 2 changes per round is reached");
    }

    @Test
    void plan_moreMergesThanChangesOfARound_mergesTheColdestFirst() {
        ShardLimits one = new ShardLimits(
                1_000_000, 1_000, Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(10), 16, 1);
        Planned planned = new Planned(new ShardPlanner(one));
        planned.catalogue = ShardCatalogue.ofEqualShards(PARTITIONS, 32, 0);

        while (planned.catalogue.merges() == 0) {
            planned.round(partition -> operations(partition == 40 ? 0 : 10));
        }

        assertThat(planned.nowMillis).isEqualTo(600_000);
        assertThat(planned.catalogue.shardOf(40).partitions()).isEqualTo(4);
        assertThat(planned.about(8).reason()).endsWith("the limit of 1 changes per round is reached");
    }

    @Test
    void plan_shardSplitTwiceInARound_halvesAreDecidedAfterIt() {
        Planned planned = new Planned().rounds(2, partition -> operations(partition < 8 ? 300 : 0));

        assertThat(planned.plan.decisions().stream().filter(decision -> decision.kind() == Kind.SPLIT))
                .extracting(ShardDecision::firstPartition, ShardDecision::partitions)
                .containsExactly(tuple(0, 16), tuple(0, 8), tuple(0, 4), tuple(4, 4));
    }

    @Test
    void plan_shardAboveTheSizeLimit_splits() {
        Planned planned =
                new Planned().rounds(10, partition -> new PartitionLoad(partition < 16 ? 100_000 : 10, 1, 0, 0, 0));

        assertThat(planned.catalogue.shards()).hasSize(5);
        assertThat(planned.catalogue.shardOf(0).partitions()).isEqualTo(8);
    }

    @Test
    void plan_idleShards_mergeAtTheMinimumAgeUpToTheMaximumWidth() {
        Planned planned = new Planned().rounds(4, partition -> operations(partition < 16 ? 100 : 0));
        assertThat(planned.catalogue.splits()).isEqualTo(1);

        planned.rounds(100, ShardPlannerTest::idle);
        assertThat(planned.catalogue.merges()).isZero();
        assertThat(planned.about(0).reason())
                .isEqualTo("no limit exceeded; it or its right neighbour is younger than 600 s");

        planned.rounds(40, ShardPlannerTest::idle);
        assertThat(planned.catalogue.merges()).isEqualTo(1);
        assertThat(planned.catalogue.shards()).hasSize(4);
        assertThat(planned.about(0).reason()).isEqualTo("no limit exceeded; it has the maximum width");
    }

    @Test
    void plan_emptyHistory_mergesNothingBeforeTheEvidence() {
        Planned planned = new Planned().rounds(4, partition -> operations(partition < 16 ? 100 : 0));
        planned.rounds(5, ShardPlannerTest::idle);
        planned.nowMillis += Duration.ofHours(1).toMillis();
        planned.history = LoadHistory.empty();

        planned.rounds(20, ShardPlannerTest::idle);

        assertThat(planned.catalogue.merges()).isZero();
        assertThat(planned.about(0).reason()).isEqualTo("no limit exceeded; its load is not measured for 300 s yet");
    }

    @RepeatedTest(60)
    void plan_randomLoads_shardsTileThePartitionsAndEachHasADecision(RepetitionInfo repetition) {
        Random random = RunSeed.random(repetition);
        int maxRate = 1 + random.nextInt(5_000);
        Planned planned = new Planned();
        for (int phase = 0; phase < 4; phase++) {
            double scale = random.nextBoolean() ? random.nextInt(maxRate) : 0;
            int width = 1 << random.nextInt(7);
            int first = random.nextInt(PARTITIONS / width) * width;
            for (int round = 0; round < 1 + random.nextInt(150); round++) {
                long before = planned.catalogue.version();
                ShardCatalogue old = planned.catalogue;
                planned.round(partition -> operations(partition / width == first / width ? scale : 0));
                assertThat(planned.catalogue.version()).isIn(before, before + 1);
                assertThat(planned.plan.decisions())
                        .allSatisfy(decision -> assertThat(decision.reason()).isNotBlank());
                for (Shard shard : old.shards()) {
                    assertThat(planned.about(shard.firstPartition())).isNotNull();
                }
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    Shard shard = planned.catalogue.shardOf(partition);
                    assertThat(partition).isBetween(shard.firstPartition(), shard.lastPartition());
                }
            }
        }
    }

    @RepeatedTest(40)
    void plan_squareWave_doesNotSplitAgainAndAgain(RepetitionInfo repetition) {
        Random random = RunSeed.random(repetition);
        int rounds = 1 + random.nextInt(120);
        int height = 1 + random.nextInt(2_000);
        Planned planned = new Planned();
        List<String> split = new ArrayList<>();
        while (planned.nowMillis < Duration.ofMinutes(30).toMillis()) {
            boolean high = planned.nowMillis / ROUND_MILLIS / rounds % 2 == 0;
            planned.round(partition -> operations(high && partition < 16 ? height : 0));
            for (ShardDecision decision : planned.plan.decisions()) {
                if (decision.kind() == Kind.SPLIT) {
                    split.add(decision.firstPartition() + "/" + decision.partitions());
                }
            }
        }
        // A half wave no longer than the evidence of a merge never merges; a longer one needs the minimum age and the
        // evidence each time.
        boolean shorterThanEvidence =
                rounds * ROUND_MILLIS <= LIMITS.mergeEvidence().toMillis();
        for (String prefix : split) {
            assertThat(Collections.frequency(split, prefix)).isLessThanOrEqualTo(shorterThanEvidence ? 1 : 3);
        }
    }

    @RepeatedTest(30)
    void plan_sameInputs_givesTheSamePlan(RepetitionInfo repetition) {
        Random random = RunSeed.random(repetition);
        Planned planned = new Planned().rounds(20, partition -> operations(random.nextInt(200)));

        ShardPlan again = new ShardPlanner(LIMITS).plan(planned.catalogue, planned.history, planned.nowMillis);
        assertThat(again).isEqualTo(planned.planner.plan(planned.catalogue, planned.history, planned.nowMillis));
    }

    @Test
    void plan_noMergePartner_namesTheReason() {
        Planned planned = new Planned().rounds(4, partition -> operations(partition < 16 ? 100 : 0));
        planned.rounds(1, ShardPlannerTest::idle);

        assertThat(planned.about(8).reason()).endsWith("it can merge with its left neighbour only");
        assertThat(planned.about(32).reason()).endsWith("it has the maximum width");
        planned.rounds(4, partition -> operations(partition >= 8 && partition < 16 ? 300 : 0));
        assertThat(planned.about(0).reason()).endsWith("its right neighbour has other boundaries");
    }

    @Test
    void construct_unalignedShardOrTooManyShards_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Shard(3, 2, 0, Kind.KEEP));
        assertThatIllegalArgumentException().isThrownBy(() -> ShardCatalogue.ofEqualShards(64, 128, 0));
    }

    @Test
    void prefix_alignedRange_isLeadingBits() {
        assertThat(new Shard(0, 64, 0, Kind.KEEP).prefix(64)).isEqualTo("*");
        assertThat(new Shard(48, 16, 0, Kind.KEEP).prefix(64)).isEqualTo("11*");
    }

    @Test
    void partitions_ofAName_areThoseOfTheShard() {
        assertThat(Shard.partitions("*", 64)).hasSize(64);
        assertThat(Shard.partitions("11*", 64)).containsExactlyElementsOf(range(48, 64));
        assertThat(Shard.partitions("000011", 64)).containsExactly(3);
        for (String wrong : List.of("", "012", "0000000", "0*1", "-1")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Shard.partitions(wrong, 64))
                    .withMessageContaining("'" + wrong + "' is not");
        }
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
