package io.foreshard.shard.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ThrashTest {
    @Test
    void variation_oneDirection_isZero() {
        assertThat(Thrash.variation(new double[] {1, 2, 2, 5})).isZero();
        assertThat(Thrash.variation(new double[] {5, 4, 1})).isZero();
        assertThat(Thrash.variation(new double[] {})).isZero();
    }

    @Test
    void variation_upAndDownAlike_isAllOfIt() {
        assertThat(Thrash.variation(new double[] {0, 3, 0})).isEqualTo(6);
    }

    @Test
    void variation_risesWithASmallDip_isBetweenTheDipAndAllOfIt() {
        // Up 11, down 1: alpha = (1/11)^0.8.
        double alpha = Math.pow(1 / 11.0, 0.8);
        assertThat(Thrash.variation(new double[] {0, 6, 5, 10})).isCloseTo(alpha * 12 + (1 - alpha), within(1e-9));
    }

    @Test
    void largest_severalSeries_isRelativeToTheRangeOfAll() {
        List<double[]> series = List.of(new double[] {0, 1, 0}, new double[] {10, 10, 10});

        assertThat(Thrash.largest(series, 1)).isCloseTo(0.2, within(1e-9));
        assertThat(Thrash.largest(series, 20)).isCloseTo(0.1, within(1e-9));
    }
}
