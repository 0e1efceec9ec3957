package io.foreshard.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TopKeysTest {
    @Property(tries = 200)
    void offer_anyWeights_keepsTheLargest(@ForAll long seed, @ForAll @IntRange(max = 60) int count) {
        float[] weights = new float[count];
        Random random = new Random(seed);
        TopKeys top = new TopKeys(8);
        for (int key = 0; key < count; key++) {
            weights[key] = random.nextFloat();
            top.offer(key, weights[key]);
        }

        Integer[] expected = IntStream.range(0, count)
                .boxed()
                .sorted((a, b) -> Float.compare(weights[b], weights[a]))
                .limit(8)
                .toArray(Integer[]::new);
        assertThat(IntStream.range(0, top.size()).map(top::key).boxed()).containsExactly(expected);
    }
}
