package io.foreshard.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class KeyTableTest {
    /** The table agrees with a map of the last positions, and forgets keys that have left the log. */
    @Property(tries = 200)
    void touch_anyKeys_agreesWithAMap(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int keys) {
        java.util.Random random = new java.util.Random(seed);
        KeyTable table = new KeyTable();
        Map<Long, Integer> last = new HashMap<>();
        int start = Integer.MAX_VALUE - 500; // positions pass over the largest number
        int size = 100;
        for (int i = 0; i < 2_000; i++) {
            long id = random.nextInt(keys) - keys / 2;
            int position = start + i;
            int index = table.touch(id, 3, position, Math.min(i, size));
            last.put(id, position);

            assertThat(table.id(index)).isEqualTo(id);
            assertThat(table.qualifier(index)).isEqualTo(3);
        }
        int end = start + 2_000;
        last.forEach((id, position) -> {
            int index = table.find(id, 3);
            if (end - position <= size) {
                assertThat(table.last(index)).isEqualTo(position);
            }
        });
        assertThat(table.find(0, 4)).isEqualTo(KeyTable.ABSENT);
        // All keys are swept within a quarter as many touches.
        assertThat(table.size()).isLessThanOrEqualTo(size + keys / 4 + 1);
    }
}
