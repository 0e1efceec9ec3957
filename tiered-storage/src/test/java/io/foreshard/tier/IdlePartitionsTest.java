package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    private List<Integer> update(int hour, long accesses, int modifiedHour) {
        return partitions.update(Map.of(1, new PartitionActivity(accesses, modifiedHour * HOUR)), hour * HOUR);
    }
}
