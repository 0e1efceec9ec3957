package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.tier.PartitionActivity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which partitions the age rule lets go, and when. */
class IdlePartitionsTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final IdlePartitions partitions = new IdlePartitions(Duration.ofHours(10));

    @Test
    void aPartitionIsIdleWhenItsCounterStoodStill() {
        assertThat(look(0, 5, 0)).isEmpty();
        assertThat(look(9, 5, 0)).isEmpty();
        assertThat(look(10, 5, 0)).containsExactly(1);
        assertThat(look(11, 5, 0)).as("as long as it has not left").containsExactly(1);
    }

    @Test
    void anAccessBeginsTheTimeAnew() {
        assertThat(look(0, 5, 0)).isEmpty();
        assertThat(look(9, 6, 0)).isEmpty();
        assertThat(look(18, 6, 0)).isEmpty();
        assertThat(look(19, 6, 0)).containsExactly(1);
    }

    @Test
    void whatHasLeftIsNotIdleBeforeItIsAccessed() {
        look(0, 5, 0);
        assertThat(look(10, 5, 0)).containsExactly(1);
        partitions.gone(List.of(1));

        assertThat(look(50, 5, 0)).isEmpty();
        assertThat(look(51, 6, 0)).isEmpty();
        assertThat(look(61, 6, 0)).containsExactly(1);
    }

    @Test
    void afterARestartTheAgeOfTheFileCounts() {
        assertThat(look(20, 0, 10)).containsExactly(1);
    }

    @Test
    void aFileFromTheFutureIsNew() {
        assertThat(look(20, 0, 99)).isEmpty();
        assertThat(look(30, 0, 99)).containsExactly(1);
    }

    private List<Integer> look(int hour, long accesses, int modifiedHour) {
        return partitions.look(Map.of(1, new PartitionActivity(accesses, modifiedHour * HOUR)), hour * HOUR);
    }
}
