package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitsTest {
    private long nanos;
    private final Waits waits = new Waits(() -> nanos);

    @Test
    void longest_threadsWait_countsFromTheFirstBegin() throws InterruptedException {
        waits.begin(Duration.ofSeconds(60));
        nanos += Duration.ofSeconds(5).toNanos();
        waits.begin(Duration.ZERO);
        Thread other = new Thread(() -> waits.begin(Duration.ZERO));
        other.start();
        other.join();

        assertThat(waits.count()).isEqualTo(2);
        assertThat(waits.longest()).isEqualTo(Duration.ofSeconds(65));

        waits.end();
        assertThat(waits.count()).isEqualTo(1);
        assertThat(waits.longest()).isZero();
    }

    @Test
    void longest_noThreadWaits_isZero() {
        waits.end();
        assertThat(waits.longest()).isZero();
    }
}
