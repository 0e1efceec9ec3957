package io.foreshard.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class LoadHistoryTest {
    private static final int PARTITIONS = 32;

    private static List<PartitionLoad> loads(Random random) {
        List<PartitionLoad> loads = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            loads.add(new PartitionLoad(random.nextInt(1_000), 1, random.nextInt(100), random.nextInt(100), 0));
        }
        return loads;
    }

    @RepeatedTest(20)
    void minimumAndMaximum_anyRange_areThoseOfTheSumsOfTheRoundsInTheWindow(RepetitionInfo repetition) {
        Random random = RunSeed.random(repetition);
        LoadHistory history = LoadHistory.empty();
        List<List<PartitionLoad>> rounds = new ArrayList<>();
        for (int round = 1; round <= 20; round++) {
            rounds.add(loads(random));
            history = history.plus(round * 1_000, rounds.get(round - 1), Duration.ofSeconds(12));
        }
        int first = random.nextInt(PARTITIONS);
        int partitions = 1 + random.nextInt(PARTITIONS - first);
        int seconds = random.nextInt(12);
        List<PartitionLoad> sums = rounds.subList(19 - seconds, 20).stream()
                .map(round -> round.subList(first, first + partitions).stream()
                        .reduce(PartitionLoad.NONE, PartitionLoad::plus))
                .toList();

        RangeLoad minimum = history.minimum(first, partitions, Duration.ofSeconds(seconds));
        RangeLoad maximum = history.maximum(first, partitions, Duration.ofSeconds(seconds));

        assertThat(history.rounds(Duration.ofSeconds(seconds))).isEqualTo(seconds + 1);
        assertThat(minimum.bytes())
                .isEqualTo(sums.stream().mapToLong(PartitionLoad::bytes).min().orElseThrow());
        assertThat(maximum.bytes())
                .isEqualTo(sums.stream().mapToLong(PartitionLoad::bytes).max().orElseThrow());
        assertThat(minimum.operationsPerSecond())
                .isEqualTo(sums.stream()
                        .mapToDouble(PartitionLoad::operationsPerSecond)
                        .min()
                        .orElseThrow());
        assertThat(maximum.operationsPerSecond())
                .isEqualTo(sums.stream()
                        .mapToDouble(PartitionLoad::operationsPerSecond)
                        .max()
                        .orElseThrow());
    }

    @Test
    void plus_clockDoesNotAdvance_startsAgain() {
        Random random = new Random(1);
        LoadHistory history = LoadHistory.empty()
                .plus(1_000, loads(random), Duration.ofSeconds(10))
                .plus(11_000, loads(random), Duration.ofSeconds(10));
        assertThat(history.covers(Duration.ofSeconds(10))).isTrue();

        assertThat(history.plus(11_000, loads(random), Duration.ofSeconds(10)).covers(Duration.ofSeconds(10)))
                .isFalse();
    }
}
