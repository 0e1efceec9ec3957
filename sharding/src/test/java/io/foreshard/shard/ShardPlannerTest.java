package io.foreshard.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.shard.ShardDecision.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShardPlannerTest {
    private static final int PARTITIONS = 64;
    private static final long ROUND_MILLIS = 5_000;
    private static final ShardLimits LIMITS = ShardLimits.of(1_000_000, 1_000, 16);

    private final ShardPlanner planner = new ShardPlanner(LIMITS);

    /** A cluster that is watched round by round, as the coordinator does it. */
    private final class Watched {
        private ShardCatalogue catalogue = ShardCatalogue.initial(PARTITIONS, 4, 0);
        private LoadHistory history = LoadHistory.empty();
        private ShardPlan plan;
        private long nowMillis;

        Watched rounds(int rounds, IntFunction<PartitionLoad> loads) {
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
        return new PartitionLoad(1_000, 10, perSecond / 2, perSecond / 2);
    }

    @Test
    void sustainedLoadSplitsAfterSecondsAndABurstDoesNot() {
        Watched watched = new Watched().rounds(3, ShardPlannerTest::idle);
        watched.round(partition -> operations(partition < 16 ? 100 : 0));
        assertThat(watched.catalogue.version()).isEqualTo(1);
        watched.round(ShardPlannerTest::idle);
        assertThat(watched.catalogue.version()).isEqualTo(1);

        watched.rounds(3, partition -> operations(partition < 16 ? 100 : 0));

        assertThat(watched.about(0).kind()).isEqualTo(Kind.SPLIT);
        assertThat(watched.about(0).reason()).isEqualTo("1600.0 operations/s for PT10S, more than 1000.0");
        assertThat(watched.catalogue.shards()).hasSize(5);
        assertThat(watched.catalogue.shardOf(7).prefix(PARTITIONS)).isEqualTo("000*");
        assertThat(watched.catalogue.splits()).isEqualTo(1);
    }

    @Test
    void aHotPartitionDoesNotSplitAndIsClosed() {
        Watched watched = new Watched().rounds(10, partition -> operations(partition == 5 ? 5_000 : 1));

        assertThat(watched.catalogue.shards()).hasSize(4);
        assertThat(watched.catalogue.closedPartitions().stream()).containsExactly(5);
        assertThat(watched.about(0).kind()).isEqualTo(Kind.KEEP);
        assertThat(watched.about(0).reason()).contains("partition 5 is 100 % of it: a split would not help");

        watched.rounds(70, ShardPlannerTest::idle);
        assertThat(watched.catalogue.closedPartitions().isEmpty()).isTrue();
    }

    @Test
    void sizeSplitsToo() {
        Watched watched =
                new Watched().rounds(10, partition -> new PartitionLoad(partition < 16 ? 100_000 : 10, 1, 0, 0));

        assertThat(watched.catalogue.shards()).hasSize(5);
        assertThat(watched.catalogue.shardOf(0).partitions()).isEqualTo(8);
    }

    @Test
    void idleShardsMergeOnlyWhenOldAndNotBeyondTheWidestShard() {
        Watched watched = new Watched().rounds(4, partition -> operations(partition < 16 ? 100 : 0));
        assertThat(watched.catalogue.splits()).isEqualTo(1);

        watched.rounds(100, ShardPlannerTest::idle);
        assertThat(watched.catalogue.merges()).isZero();
        assertThat(watched.about(0).reason()).isEqualTo("no limit reached; too young to merge");

        watched.rounds(40, ShardPlannerTest::idle);
        assertThat(watched.catalogue.merges()).isEqualTo(1);
        assertThat(watched.catalogue.shards()).hasSize(4);
        assertThat(watched.about(0).reason()).contains("already as wide");
    }

    @Test
    void aPlannerThatTakesOverMergesNothingBeforeItHasWatched() {
        Watched watched = new Watched().rounds(4, partition -> operations(partition < 16 ? 100 : 0));
        watched.rounds(5, ShardPlannerTest::idle);
        watched.nowMillis += Duration.ofHours(1).toMillis();
        watched.history = LoadHistory.empty();

        watched.rounds(20, ShardPlannerTest::idle);

        assertThat(watched.catalogue.merges()).isZero();
        assertThat(watched.about(0).reason()).contains("not watched for PT5M yet");
    }

    @Property(tries = 60)
    void shardsTileThePartitionsAndEachIsJudged(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5_000) int most) {
        Random random = new Random(seed);
        Watched watched = new Watched();
        for (int phase = 0; phase < 4; phase++) {
            double scale = random.nextBoolean() ? random.nextInt(most) : 0;
            int width = 1 << random.nextInt(7);
            int first = random.nextInt(PARTITIONS / width) * width;
            for (int round = 0; round < 1 + random.nextInt(150); round++) {
                long before = watched.catalogue.version();
                ShardCatalogue old = watched.catalogue;
                watched.round(partition -> operations(partition / width == first / width ? scale : 0));
                assertThat(watched.catalogue.version()).isIn(before, before + 1);
                assertThat(watched.plan.decisions())
                        .allSatisfy(decision -> assertThat(decision.reason()).isNotBlank());
                for (Shard shard : old.shards()) {
                    assertThat(watched.about(shard.firstPartition())).isNotNull();
                }
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    Shard shard = watched.catalogue.shardOf(partition);
                    assertThat(partition).isBetween(shard.firstPartition(), shard.lastPartition());
                }
            }
        }
    }

    @Property(tries = 40)
    void aLoadThatComesAndGoesDoesNotFlap(
            @ForAll @IntRange(min = 1, max = 120) int rounds, @ForAll @IntRange(min = 1, max = 2_000) int height) {
        Watched watched = new Watched();
        List<String> split = new ArrayList<>();
        while (watched.nowMillis < Duration.ofMinutes(30).toMillis()) {
            boolean high = watched.nowMillis / ROUND_MILLIS / rounds % 2 == 0;
            watched.round(partition -> operations(high && partition < 16 ? height : 0));
            for (ShardDecision decision : watched.plan.decisions()) {
                if (decision.kind() == Kind.SPLIT) {
                    split.add(decision.firstPartition() + "/" + decision.partitions());
                }
            }
        }
        // A wave no longer than the evidence of a merge never merges; a longer one needs the youth and the evidence
        // each time.
        boolean shorterThanEvidence =
                rounds * ROUND_MILLIS <= LIMITS.mergeEvidence().toMillis();
        for (String prefix : split) {
            assertThat(Collections.frequency(split, prefix)).isLessThanOrEqualTo(shorterThanEvidence ? 1 : 3);
        }
    }

    @Property(tries = 30)
    void theSameInputsGiveTheSamePlan(@ForAll long seed) {
        Random random = new Random(seed);
        Watched watched = new Watched().rounds(20, partition -> operations(random.nextInt(200)));

        ShardPlan again = new ShardPlanner(LIMITS).plan(watched.catalogue, watched.history, watched.nowMillis);
        assertThat(again).isEqualTo(planner.plan(watched.catalogue, watched.history, watched.nowMillis));
    }

    @Test
    void aShardIsAPrefix() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Shard(3, 2, 0, Kind.KEEP));
        assertThatIllegalArgumentException().isThrownBy(() -> ShardCatalogue.initial(64, 128, 0));
        assertThat(new Shard(0, 64, 0, Kind.KEEP).prefix(64)).isEqualTo("*");
        assertThat(new Shard(48, 16, 0, Kind.KEEP).prefix(64)).isEqualTo("11*");
    }
}
