package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitsTest {
    private long nanos;
    private final Waits waits = new Waits(() -> nanos);

    @Test
    void longest_changesWait_countsFromTheFirstBegin() {
        waits.begin("first", Duration.ofSeconds(60));
        nanos += Duration.ofSeconds(5).toNanos();
        waits.begin("first", Duration.ZERO);
        waits.begin("second", Duration.ZERO);

        assertThat(waits.count()).isEqualTo(2);
        assertThat(waits.longest()).isEqualTo(Duration.ofSeconds(65));

        waits.end("first");
        assertThat(waits.count()).isEqualTo(1);
        assertThat(waits.longest()).isZero();
    }

    @Test
    void longest_nothingWaits_isZero() {
        waits.end("first");
        assertThat(waits.longest()).isZero();
    }
}
