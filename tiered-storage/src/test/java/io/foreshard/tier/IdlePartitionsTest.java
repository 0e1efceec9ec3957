package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The partitions that the age rule offloads, and when; cold after 10 hours. */
class IdlePartitionsTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final IdlePartitions partitions = new IdlePartitions(Duration.ofHours(10));

    @Test
    void update_counterUnchangedForTheDuration_returnsThePartition() {
        assertThat(update(0, 5, 0)).isEmpty();
        assertThat(update(9, 5, 0)).isEmpty();
        assertThat(update(10, 5, 0)).containsExactly(1);
        assertThat(update(11, 5, 0)).as("until it is offloaded").containsExactly(1);
    }

    @Test
    void update_access_startsTheDurationAgain() {
        assertThat(update(0, 5, 0)).isEmpty();
        assertThat(update(9, 6, 0)).isEmpty();
        assertThat(update(18, 6, 0)).isEmpty();
        assertThat(update(19, 6, 0)).containsExactly(1);
    }

    @Test
    void update_offloaded_skipsThePartitionUntilItsNextAccess() {
        update(0, 5, 0);
        assertThat(update(10, 5, 0)).containsExactly(1);
        partitions.offloaded(List.of(1));

        assertThat(update(50, 5, 0)).isEmpty();
        assertThat(update(51, 6, 0)).isEmpty();
        assertThat(update(61, 6, 0)).containsExactly(1);
    }

    @Test
    void update_firstAfterARestart_countsFromTheLastWriteOfTheFile() {
        assertThat(update(20, 0, 10)).containsExactly(1);
    }

    @Test
    void update_fileWrittenInTheFuture_countsFromNow() {
        assertThat(update(20, 0, 99)).isEmpty();
        assertThat(update(30, 0, 99)).containsExactly(1);
    }

    @Test
    void update_movedFromAServerThatHadOffloadedIt_isIdleAtOnce() {
        PartitionActivity written = new PartitionActivity(0, 20 * HOUR);
        assertThat(partitions.update(Map.of(), 0, UnaryOperator.identity())).isEmpty();

        assertThat(partitions.update(Map.of(1, written, 2, written), 20 * HOUR, added -> {
                    assertThat(added).containsExactly(1, 2);
                    return Set.of(2);
                }))
                .containsExactly(2);
        assertThat(partitions.update(
                        Map.of(1, written, 2, new PartitionActivity(1, 20 * HOUR)),
                        21 * HOUR,
                        UnaryOperator.identity()))
                .as("accessed before it is offloaded")
                .isEmpty();
    }

    @Test
    void update_firstAfterAStart_asksNoServer() {
        assertThat(partitions.update(
                        Map.of(1, new PartitionActivity(0, 20 * HOUR)), 20 * HOUR, UnaryOperator.identity()))
                .isEmpty();
    }

    @Test
    void aged_offloadedPartition_isToldForAnHourAfterItLeft() {
        update(0, 5, 0);
        update(10, 5, 0);
        assertThat(partitions.aged()).isEmpty();
        partitions.offloaded(List.of(1));
        assertThat(partitions.aged()).containsExactly(1);

        partitions.update(Map.of(), 11 * HOUR, added -> Set.of());
        assertThat(partitions.aged()).containsExactly(1);
        partitions.update(Map.of(), 12 * HOUR, added -> Set.of());
        assertThat(partitions.aged()).containsExactly(1);
        partitions.update(Map.of(), 12 * HOUR + 1, added -> Set.of());
        assertThat(partitions.aged()).isEmpty();
    }

    @Test
    void aged_accessedPartition_isNotTold() {
        update(0, 5, 0);
        update(10, 5, 0);
        partitions.offloaded(List.of(1));

        update(11, 6, 0);

        assertThat(partitions.aged()).isEmpty();
    }

    private List<Integer> update(int hour, long accesses, int modifiedHour) {
        return partitions.update(
                Map.of(1, new PartitionActivity(accesses, modifiedHour * HOUR)), hour * HOUR, added -> Set.of());
    }
}
