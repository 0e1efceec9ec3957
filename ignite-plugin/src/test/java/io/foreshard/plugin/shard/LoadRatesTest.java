package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.shard.PartitionLoad;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LoadRatesTest {
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);

    private final LoadRates rates = new LoadRates(2);

    @Test
    void next_firstRound_hasSizesAndNoRates() {
        assertThat(rates.next(Map.of(A, primary(5_000, 9_000)), 1_000).get(0)).isEqualTo(load(0, 0));
    }

    @Test
    void next_countersGrew_isGrowthPerSecond() {
        rates.next(Map.of(A, primary(100, 1_000)), 1_000);

        List<PartitionLoad> loads = rates.next(Map.of(A, primary(130, 1_300)), 4_000);

        assertThat(loads.get(0)).isEqualTo(load(100, 10));
        assertThat(loads.get(1)).isEqualTo(PartitionLoad.NONE);
    }

    @Test
    void next_backup_countsReadsAndNoSizes() {
        rates.next(Map.of(A, primary(0, 0), B, backup(50)), 1_000);

        assertThat(rates.next(Map.of(A, primary(0, 10), B, backup(80)), 2_000).get(0))
                .isEqualTo(load(40, 0));
    }

    @Test
    void next_countersDecreased_isNoLoadInThatRound() {
        rates.next(Map.of(A, primary(1_000, 1_000)), 1_000);

        assertThat(rates.next(Map.of(A, primary(10, 20)), 2_000).get(0)).isEqualTo(load(0, 0));
        assertThat(rates.next(Map.of(A, primary(15, 22)), 3_000).get(0)).isEqualTo(load(2, 5));
    }

    @Test
    void next_newNode_isNoLoadInThatRound() {
        rates.next(Map.of(A, primary(100, 100)), 1_000);

        assertThat(rates.next(Map.of(A, primary(101, 102), B, backup(1_000_000)), 2_000)
                        .get(0))
                .isEqualTo(load(2, 1));
    }

    @Test
    void next_nodeMissedARound_isNoLoadInTheNextRound() {
        rates.next(Map.of(A, primary(0, 0), B, backup(100)), 1_000);
        rates.next(Map.of(A, primary(0, 0)), 2_000);

        assertThat(rates.next(Map.of(A, primary(0, 0), B, backup(9_000)), 3_000).get(0))
                .isEqualTo(load(0, 0));
        assertThat(rates.next(Map.of(A, primary(0, 0), B, backup(9_007)), 4_000).get(0))
                .isEqualTo(load(7, 0));
    }

    @Test
    void next_primaryMoved_isNoWriteInThatRound() {
        rates.next(Map.of(A, primary(500, 0), B, backup(0)), 1_000);

        assertThat(rates.next(Map.of(A, backup(0), B, primary(510, 0)), 2_000).get(0))
                .isEqualTo(load(0, 0));
        assertThat(rates.next(Map.of(A, backup(0), B, primary(513, 0)), 3_000).get(0))
                .isEqualTo(load(0, 3));
        // A is the primary again; its copy counted the writes in between.
        assertThat(rates.next(Map.of(A, primary(514, 0), B, backup(0)), 4_000).get(0))
                .isEqualTo(load(0, 0));
    }

    @Test
    void next_clockDidNotAdvance_hasNoRates() {
        rates.next(Map.of(A, primary(0, 0)), 10_000);

        assertThat(rates.next(Map.of(A, primary(100, 100)), 10_000).get(0)).isEqualTo(load(0, 0));
        assertThat(rates.next(Map.of(A, primary(200, 200)), 4_000).get(0)).isEqualTo(load(0, 0));
        assertThat(rates.next(Map.of(A, primary(210, 220)), 5_000).get(0)).isEqualTo(load(20, 10));
    }

    @Test
    void next_randomCounters_ratesAreBetweenZeroAndTheGrowth() {
        long seed = Long.getLong("foreshard.seed", new Random().nextLong());
        System.out.println(getClass().getSimpleName() + ": foreshard.seed=" + seed);
        Random random = new Random(seed);
        long now = 0;
        for (int round = 0; round < 2_000; round++) {
            now += 1_000;
            Map<UUID, LocalLoads> nodes = new HashMap<>();
            for (UUID node : List.of(A, B)) {
                if (random.nextInt(4) > 0) {
                    nodes.put(
                            node,
                            random.nextBoolean()
                                    ? primary(random.nextInt(1_000), random.nextInt(1_000))
                                    : backup(random.nextInt(1_000)));
                }
            }

            PartitionLoad load = rates.next(nodes, now).get(0);

            assertThat(load.readsPerSecond()).isBetween(0.0, 2_000.0);
            assertThat(load.writesPerSecond()).isBetween(0.0, 2_000.0);
        }
    }

    private static PartitionLoad load(double reads, double writes) {
        return new PartitionLoad(4_096, 7, reads, writes);
    }

    private static LocalLoads primary(long writes, long reads) {
        LocalLoads loads = backup(reads);
        loads.primary(0, 4_096, 7, writes);
        return loads;
    }

    private static LocalLoads backup(long reads) {
        LocalLoads loads = new LocalLoads(2);
        loads.reads(0, reads);
        return loads;
    }
}
