package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random additions and removals against a {@link BitSet}. */
class PageSetTest {
    @Property
    void addAndRemove_anySequence_equalABitSet(@ForAll List<@IntRange(min = -300, max = 300) Integer> changes) {
        PageSet set = new PageSet();
        BitSet model = new BitSet();
        for (int change : changes) {
            int page = Math.abs(change);
            if (change < 0) {
                set.remove(page);
                model.clear(page);
            } else {
                set.add(page);
                model.set(page);
            }
            assertThat(set.contains(page)).isEqualTo(model.get(page));
            assertThat(set.size()).isEqualTo(model.cardinality());
            assertThat(set.isEmpty()).isEqualTo(model.isEmpty());
            assertThat(set.end()).isEqualTo(model.length());
            assertThat(set.next(page)).isEqualTo(model.nextSetBit(page));
        }
        assertThat(set.copy()).isEqualTo(model);
        set.forEach(set::remove);
        assertThat(set.isEmpty()).isTrue();
    }
}
