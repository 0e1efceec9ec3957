package io.foreshard.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PrefetchPaceTest {
    private static final int MAX = 64_000;

    private long nowNanos;
    private final PrefetchPace pace = new PrefetchPace(MAX, () -> nowNanos);

    private void second(long readMillis) {
        for (int i = 0; i < 200; i++) {
            nowNanos += TimeUnit.MILLISECONDS.toNanos(5);
            pace.read(TimeUnit.MILLISECONDS.toNanos(readMillis));
        }
    }

    /** Fetches as much as the pace allows for some seconds, and returns the bytes. */
    private long fetchFor(int seconds, int bytes, long readMillis) {
        long fetched = 0;
        for (int second = 0; second < seconds; second++) {
            for (int i = 0; i < 200; i++) {
                nowNanos += TimeUnit.MILLISECONDS.toNanos(5);
                if (pace.isOpen()) {
                    pace.fetched(bytes);
                    fetched += bytes;
                }
                pace.read(TimeUnit.MILLISECONDS.toNanos(readMillis));
            }
        }
        return fetched;
    }

    @Property(tries = 20)
    void isOpen_anyFetches_staysWithinBytesPerSecond(@ForAll @IntRange(min = 1, max = 100_000) int bytes) {
        int seconds = 20;
        assertThat(fetchFor(seconds, bytes, 1)).isLessThanOrEqualTo((long) MAX * seconds + bytes);
    }

    @Test
    void read_readsBecomeSlow_yields() {
        second(1);
        fetchFor(30, 1_000, 1);
        long fast = fetchFor(10, 1_000, 1);
        fetchFor(10, 1_000, 20);
        long slow = fetchFor(10, 1_000, 20);
        assertThat(slow).isPositive().isLessThan(fast / 8);

        fetchFor(30, 1_000, 1);
        assertThat(fetchFor(10, 1_000, 1)).isGreaterThan(fast / 2);
    }

    @Test
    void load_unpaidBytes_isTheirSeconds() {
        assertThat(pace.load()).isZero();
        pace.fetched(MAX / 8); // the budget begins at a quarter
        assertThat(pace.load()).isEqualTo(.5);
        assertThat(pace.isOpen()).isFalse();
        nowNanos += TimeUnit.SECONDS.toNanos(1);
        assertThat(pace.isOpen()).isTrue();
    }
}
