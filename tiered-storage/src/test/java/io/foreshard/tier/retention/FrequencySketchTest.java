package io.foreshard.tier.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FrequencySketchTest {
    @Property(tries = 200)
    void estimate_beforeTheFirstHalving_isNeverTooLow(
            @ForAll @Size(max = 150) List<@IntRange(max = 1_000) Integer> units) {
        FrequencySketch sketch = new FrequencySketch();
        Map<Integer, Integer> counts = new HashMap<>();
        for (int unit : units) {
            sketch.add(unit);
            counts.merge(unit, 1, Integer::sum);
        }
        sketch.reserve(300);
        counts.forEach((unit, count) -> assertThat(sketch.estimate(unit)).isGreaterThanOrEqualTo(Math.min(15, count)));
    }

    @Example
    void estimate_ofFewUnits_isExact() {
        FrequencySketch sketch = new FrequencySketch();
        sketch.reserve(4_096);
        for (int unit = 0; unit < 10; unit++) {
            for (int access = 0; access < unit; access++) {
                sketch.add(unit);
            }
        }
        for (int unit = 0; unit < 10; unit++) {
            assertThat(sketch.estimate(unit)).isEqualTo(unit);
        }
    }

    @Example
    void add_tenTimesTheUnits_halves() {
        FrequencySketch sketch = new FrequencySketch();
        for (int access = 0; access < 15; access++) {
            sketch.add(7);
        }
        for (int unit = 1_000; unit < 1_400 && sketch.estimate(7) == 15; unit++) {
            sketch.add(unit);
        }
        assertThat(sketch.estimate(7)).isEqualTo(7);
    }
}
