package io.foreshard.shard.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadMeansTest {
    private static final int ROUND_MILLIS = 3_000;

    private final LoadMeans means = new LoadMeans();
    private long nowMillis;

    private void rounds(int number, double reads) {
        for (int i = 0; i < number; i++) {
            nowMillis += ROUND_MILLIS;
            means.add(nowMillis, List.of(new Load(number, reads, 2 * reads, reads / 10)));
        }
    }

    @Test
    void add_fewRounds_isTheirMean() {
        rounds(1, 10);
        rounds(1, 20);
        rounds(1, 60);

        assertThat(means.steadyLoads().get(0).readsPerSecond()).isCloseTo(30, within(1e-9));
        assertThat(means.measuredFor()).isEqualTo(Duration.ofMillis(2 * ROUND_MILLIS));
    }

    @Test
    void add_loadChanges_halfOfTheChangeShowsAfterAHalfLife() {
        rounds(1_000, 0);
        long before = nowMillis;
        while (nowMillis - before < 12_000) {
            rounds(1, 100);
        }

        double expected = 100 * (1 - Math.pow(0.5, 12.0 / 10));
        Load load = means.loads().get(0);
        assertThat(load.readsPerSecond()).isCloseTo(expected, within(1e-6));
        assertThat(load.writesPerSecond()).isCloseTo(2 * expected, within(1e-6));
        assertThat(load.cpuPerSecond()).isCloseTo(expected / 10, within(1e-6));
        assertThat(load.bytes()).isEqualTo(1);
        assertThat(means.steadyLoads().get(0).readsPerSecond())
                .isCloseTo(100 * (1 - Math.pow(0.5, 12.0 / 120)), within(1e-6));
    }

    @Test
    void add_changeLasts_steadyMeanBeginsAnewWithIt() {
        rounds(1_000, 10);
        rounds(54, 100);

        assertThat(means.steadyLoads().get(0).readsPerSecond()).isCloseTo(100, within(1e-9));
    }

    @Test
    void add_loadIsAWave_steadyMeanStaysBetweenItsValues() {
        for (int wave = 0; wave < 20; wave++) {
            rounds(33, 10);
            rounds(33, 100);
            assertThat(means.steadyLoads().get(0).readsPerSecond()).isBetween(30.0, 80.0);
        }
    }

    @Test
    void add_clockStandsStill_beginsAgain() {
        rounds(10, 10);

        means.add(nowMillis, List.of(new Load(5, 70, 0, 0)));

        assertThat(means.loads()).containsExactly(new Load(5, 70, 0, 0));
        assertThat(means.measuredFor()).isZero();
    }
}
