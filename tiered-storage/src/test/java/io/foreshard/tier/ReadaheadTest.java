package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a fetch earns. */
class ReadaheadTest {
    private long now = Long.MAX_VALUE - Duration.ofSeconds(4).toNanos(); // nanoTime may overflow

    @Test
    void whoComesAgainSoonEarnsFourTimesAsMuchUpToAMebibyte() {
        Readahead readahead = new Readahead(() -> now);
        int[] earned = new int[5];
        for (int i = 0; i < earned.length; i++) {
            earned[i] = readahead.next() >> 10;
            now += Duration.ofSeconds(1).toNanos();
        }
        assertThat(earned).containsExactly(64, 256, 1024, 1024, 1024);
    }

    @Test
    void aLonelyFetchStaysSmall() {
        Readahead readahead = new Readahead(() -> now);
        for (int i = 0; i < 5; i++) {
            assertThat(readahead.next()).isEqualTo(64 << 10);
            now += Duration.ofSeconds(6).toNanos();
        }
    }
}
