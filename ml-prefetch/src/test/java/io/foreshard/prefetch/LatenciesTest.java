package io.foreshard.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreshard.prefetch.Latencies.Kind;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private long nowNanos;
    private final Latencies latencies = new Latencies(() -> nowNanos);

    private void add(Kind kind, double millis) {
        for (int i = 0; i < 10_000; i++) {
            latencies.add("objects", kind, (long) (millis * 1e6));
        }
    }

    @Test
    void price_nothingMeasured_isThatOfAStore() {
        assertThat(latencies.price("objects", Place.NEAR, 1, 0)).isCloseTo(.107, within(.001));
    }

    @Test
    void price_coldReads_isATenthAndGrowsWithLoad() {
        add(Kind.READ, 100);
        add(Kind.FETCH, 100);
        assertThat(latencies.price("objects", Place.NEAR, 1, 0)).isCloseTo(.102, within(.001));
        assertThat(latencies.price("objects", Place.NEAR, 1, .5)).isCloseTo(.204, within(.001));
        assertThat(latencies.price("objects", Place.NEAR, 1, 1)).isGreaterThan(1);
    }

    @Test
    void price_readsOfMemory_isAboveOne() {
        add(Kind.READ, .2);
        add(Kind.FETCH, .2);
        assertThat(latencies.price("objects", Place.NEAR, 1, 0)).isGreaterThan(1);
        assertThat(latencies.price("other objects", Place.NEAR, 1, 0)).isLessThan(.2);
    }

    @Test
    void price_moreRows_costTheirCpu() {
        add(Kind.READ, 40);
        add(Kind.WARM, 40);
        assertThat(latencies.price("objects", Place.SERVERS, 16, 0)).isCloseTo(.18, within(.001));
    }

    @Test
    void price_fetchedReadsAreNotFaster_isInfinite() {
        add(Kind.READ, 1);
        add(Kind.READ_OF_FETCHED, 2);
        assertThat(latencies.price("objects", Place.NEAR, 1, 0)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void price_nothingMeasuredForAMinute_isThatOfAStoreAgain() {
        add(Kind.READ, .2);
        nowNanos += TimeUnit.SECONDS.toNanos(61);
        assertThat(latencies.price("objects", Place.NEAR, 1, 0)).isCloseTo(.107, within(.001));
    }

    @Test
    void millis_latencyChanges_followsIt() {
        add(Kind.READ, 1);
        add(Kind.READ, 50);
        assertThat(latencies.millis("objects", Kind.READ)).isCloseTo(50, within(.01));
    }
}
