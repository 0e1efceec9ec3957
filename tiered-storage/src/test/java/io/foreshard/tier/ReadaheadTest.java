package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The sizes of fetches that follow one another. */
class ReadaheadTest {
    private long now = Long.MAX_VALUE - Duration.ofSeconds(4).toNanos(); // nanoTime may overflow

    @Test
    void next_withinFiveSeconds_growsFourfoldToOneMebibyte() {
        Readahead readahead = new Readahead(() -> now);
        int[] kibibytes = new int[5];
        for (int i = 0; i < kibibytes.length; i++) {
            kibibytes[i] = readahead.next() >> 10;
            now += Duration.ofSeconds(1).toNanos();
        }
        assertThat(kibibytes).containsExactly(64, 256, 1024, 1024, 1024);
    }

    @Test
    void next_afterSixSeconds_returnsTheMinimum() {
        Readahead readahead = new Readahead(() -> now);
        for (int i = 0; i < 5; i++) {
            assertThat(readahead.next()).isEqualTo(64 << 10);
            now += Duration.ofSeconds(6).toNanos();
        }
    }
}
