package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.shard.ClusterLoads.MeasuredLoad;
import io.foreshard.shard.PartitionLoad;
import io.foreshard.shard.balance.Load;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadRatesTest {
    private static final UUID FIRST_RUN = new UUID(0, 1);
    private static final UUID SECOND_RUN = new UUID(0, 2);

    /** CPU time of a read: a second. */
    private static final long CPU_MICROS = 1_000_000;

    private final LoadRates rates = new LoadRates(2);
    private List<String> servers = List.of("a", "b");

    @Test
    void next_firstRound_hasSizesAndNoKnownLoad() {
        ClusterLoads loads = next(1, answer("a", 1, primary(5_000, 9_000)));

        assertThat(loads.partitions().get(0)).isEqualTo(new MeasuredLoad(load(0, 0), 11, 0, 0));
        assertThat(loads.isKnown()).isFalse();
    }

    @Test
    void next_countersGrew_isGrowthPerSecond() {
        next(1, answer("a", 1, primary(100, 1_000)), answer("b", 1, backup(0)));

        ClusterLoads loads = next(4, answer("a", 4, primary(130, 1_300)), answer("b", 4, backup(0)));

        assertThat(loads.partitions().get(0)).isEqualTo(new MeasuredLoad(load(100, 10), 11, 0, 4_000));
        assertThat(loads.isKnown()).isTrue();
    }

    @Test
    void next_allAnswerAndNoneHasAPartition_isEmpty() {
        ClusterLoads loads = next(1, answer("a", 1, primary(0, 0)), answer("b", 1, LocalLoads.NONE));

        assertThat(loads.partitions().get(1)).isEqualTo(new MeasuredLoad(PartitionLoad.NONE, 0, 0, 1_000));
    }

    @Test
    void next_oneNeverAnsweredAndNoneHasAPartition_isUnknown() {
        next(1, answer("a", 1, primary(0, 0)));

        ClusterLoads loads = next(2, answer("a", 2, primary(0, 0)));

        assertThat(loads.partitions().get(1).isKnown()).isFalse();
        assertThat(loads.isKnown()).isFalse();
    }

    @Test
    void next_backup_addsItsReadsAndNoSizes() {
        next(1, answer("a", 1, primary(0, 0)), answer("b", 1, backup(50)));

        ClusterLoads loads = next(2, answer("a", 2, primary(0, 10)), answer("b", 2, backup(80)));

        assertThat(loads.loads().get(0)).isEqualTo(load(40, 0));
        assertThat(loads.amounts().get(0)).isEqualTo(new Load(4_096, 40, 0, 40, 30));
        assertThat(loads.servers())
                .extracting(server -> server.sum().readsPerSecond())
                .containsExactly(10.0, 30.0);
    }

    @Test
    void next_primaryDoesNotAnswer_isCarriedForwardWithItsTime() {
        next(1, answer("a", 1, primary(0, 0)), answer("b", 1, backup(0)));
        next(2, answer("a", 2, primary(20, 30)), answer("b", 2, backup(5)));

        ClusterLoads loads = next(3, answer("b", 3, backup(6)));

        assertThat(loads.partitions().get(0)).isEqualTo(new MeasuredLoad(load(35, 20), 11, 5, 2_000));
        assertThat(loads.servers()).extracting(ServerRates::answered).containsExactly(false, true);
        assertThat(loads.servers().get(0).sum()).isEqualTo(new ServerRates.Rates(30, 20, 30));
        assertThat(loads.isKnown()).isTrue();
    }

    @Test
    void next_backupDoesNotAnswer_itsReadsAreCarriedForward() {
        next(1, answer("a", 1, primary(0, 0)), answer("b", 1, backup(0)));
        next(2, answer("a", 2, primary(0, 0)), answer("b", 2, backup(7)));

        assertThat(next(3, answer("a", 3, primary(0, 100))).loads().get(0)).isEqualTo(load(107, 0));
    }

    @Test
    void next_answersAfterMissedRounds_isGrowthOverTheTimeOfItsClock() {
        next(1, answer("a", 1, primary(0, 0)));
        next(2);
        next(3);

        assertThat(next(4, answer("a", 5, primary(0, 100))).loads().get(0)).isEqualTo(load(25, 0));
    }

    @Test
    void next_restarted_isCarriedForwardUntilItsSecondAnswer() {
        next(1, answer("a", 1, primary(0, 0)));
        next(2, answer("a", 2, primary(8, 9)));

        ClusterLoads restarted = next(3, new ServerLoads("a", SECOND_RUN, 0, primary(1_000, 1_000)));

        assertThat(restarted.partitions().get(0)).isEqualTo(new MeasuredLoad(load(9, 8), 11, 0, 2_000));
        assertThat(next(4, new ServerLoads("a", SECOND_RUN, seconds(1), primary(1_001, 1_002)))
                        .partitions()
                        .get(0))
                .isEqualTo(new MeasuredLoad(load(2, 1), 11, 0, 4_000));
    }

    @Test
    void next_primaryMoved_isCarriedForwardInThatRound() {
        next(1, answer("a", 1, primary(0, 0)), answer("b", 1, backup(0)));
        next(2, answer("a", 2, primary(6, 0)), answer("b", 2, backup(0)));

        ClusterLoads moved = next(3, answer("a", 3, backup(0)), answer("b", 3, primary(0, 0)));

        assertThat(moved.partitions().get(0)).isEqualTo(new MeasuredLoad(load(0, 6), 11, 0, 2_000));
        assertThat(next(4, answer("a", 4, backup(0)), answer("b", 4, primary(3, 0)))
                        .partitions()
                        .get(0))
                .isEqualTo(new MeasuredLoad(load(0, 3), 11, 0, 4_000));
    }

    @Test
    void next_primaryLeft_isCarriedForwardUntilAnotherIsPrimary() {
        next(1, answer("a", 1, primary(0, 0)), answer("b", 1, backup(0)));
        next(2, answer("a", 2, primary(6, 0)), answer("b", 2, backup(0)));
        servers = List.of("b");

        assertThat(next(3, answer("b", 3, backup(0))).partitions().get(0))
                .isEqualTo(new MeasuredLoad(load(0, 6), 11, 0, 2_000));
        next(4, answer("b", 4, primary(0, 0)));
        assertThat(next(5, answer("b", 5, primary(1, 0))).partitions().get(0))
                .isEqualTo(new MeasuredLoad(load(0, 1), 11, 0, 5_000));
    }

    @Test
    void next_copyIsOnTheServerAgain_itsOldCountersAreNoLoad() {
        next(1, answer("a", 1, primary(0, 0)), answer("b", 1, backup(1_000)));
        next(2, answer("a", 2, primary(0, 0)), answer("b", 2, LocalLoads.NONE));

        assertThat(next(3, answer("a", 3, primary(0, 0)), answer("b", 3, backup(1_000)))
                        .loads()
                        .get(0))
                .isEqualTo(load(0, 0));
        assertThat(next(4, answer("a", 4, primary(0, 0)), answer("b", 4, backup(1_007)))
                        .loads()
                        .get(0))
                .isEqualTo(load(7, 0));
    }

    @Test
    void next_countersDecreased_isNoLoad() {
        next(1, answer("a", 1, primary(1_000, 1_000)));

        assertThat(next(2, answer("a", 2, primary(10, 20))).loads().get(0)).isEqualTo(load(0, 0));
    }

    @Test
    void next_windows_areOfTheServerAndOfNoPartition() {
        next(1, answer("a", 1, new LocalLoads(Map.of(), 10)));

        ClusterLoads loads = next(3, answer("a", 3, new LocalLoads(Map.of(), 50)));

        assertThat(loads.servers().get(0).windowOperationsPerSecond()).isEqualTo(20);
        assertThat(loads.loads()).containsOnly(PartitionLoad.NONE);
    }

    /** A partition with constant load never has less, whichever servers answer. */
    @Test
    void next_constantLoadAndRandomAnswers_isNeverLess() {
        long seed = Long.getLong("foreshard.seed", new Random().nextLong());
        Random random = new Random(seed);
        next(0, answer("a", 0, primary(0, 0)), answer("b", 0, backup(0)));
        next(1, answer("a", 1, primary(2, 30)), answer("b", 1, backup(4)));
        for (int round = 2; round < 2_000; round++) {
            List<ServerLoads> answers = new ArrayList<>();
            if (random.nextInt(4) > 0) {
                answers.add(answer("a", round, primary(2L * round, 30L * round)));
            }
            if (random.nextInt(4) > 0) {
                answers.add(answer("b", round, backup(4L * round)));
            }

            ClusterLoads loads = rates.next(servers, answers, round * 1_000L);

            assertThat(loads.loads().get(0))
                    .as("round %d, foreshard.seed=%d", round, seed)
                    .isEqualTo(load(34, 2));
        }
    }

    private ClusterLoads next(int second, ServerLoads... answers) {
        return rates.next(servers, List.of(answers), second * 1_000L);
    }

    private static ServerLoads answer(String server, int second, LocalLoads loads) {
        return new ServerLoads(server, FIRST_RUN, seconds(second), loads);
    }

    private static long seconds(int second) {
        return TimeUnit.SECONDS.toNanos(second);
    }

    private static PartitionLoad load(double reads, double writes) {
        return new PartitionLoad(4_096, 7, reads, writes, reads);
    }

    private static LocalLoads primary(long writes, long reads) {
        return new LocalLoads(Map.of(0, new LocalPartition(true, 4_096, 11, 7, reads, writes, reads * CPU_MICROS)), 0);
    }

    private static LocalLoads backup(long reads) {
        return new LocalLoads(Map.of(0, new LocalPartition(false, 0, 0, 0, reads, 0, reads * CPU_MICROS)), 0);
    }
}
