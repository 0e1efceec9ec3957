package io.foreshard.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProfileRangeTest {
    @Test
    void partitions_rangeOfOnePartition_isThatPartition() {
        assertThat(ProfileRange.partitions(0, (1L << 56) - 1, 128)).containsExactly(0);
        assertThat(ProfileRange.partitions(5L << 56, 5L << 56, 128)).containsExactly(5);
    }

    @Test
    void partitions_allProfileIds_areAllPartitions() {
        assertThat(ProfileRange.partitions(0, Long.MAX_VALUE, 1024))
                .isEqualTo(IntStream.range(0, 1024).toArray());
    }

    @Test
    void partitions_randomRange_containThoseOfItsIdsAndEndAtItsEnds() {
        Random random = new Random(3);
        for (int i = 0; i < 1_000; i++) {
            long a = random.nextLong() >>> 1;
            long b = random.nextLong() >>> 1;
            long from = Math.min(a, b);
            long to = Math.max(a, b);

            int[] partitions = ProfileRange.partitions(from, to, 256);

            assertThat(partitions).startsWith(BehavioralAffinityFunction.partition(from, 256));
            assertThat(partitions).endsWith(BehavioralAffinityFunction.partition(to, 256));
            assertThat(partitions).contains(BehavioralAffinityFunction.partition(random.nextLong(from, to), 256));
        }
    }

    @Test
    void partitions_emptyOrNegativeRange_isRefused() {
        assertThatThrownBy(() -> ProfileRange.partitions(2, 1, 64)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ProfileRange.partitions(-1, 1, 64)).hasMessageContaining("-1 to 1");
        assertThatThrownBy(() -> ProfileRange.partitions(0, 1, 100)).hasMessageContaining("power of two");
    }
}
