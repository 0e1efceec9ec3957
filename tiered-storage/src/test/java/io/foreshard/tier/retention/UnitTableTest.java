package io.foreshard.tier.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Random additions and removals against a {@link HashMap}. */
class UnitTableTest {
    @Property(tries = 300)
    void addAndRemove_anySequence_equalAMap(
            @ForAll @Size(max = 400) List<@IntRange(min = -60, max = 60) Integer> changes) {
        UnitTable table = new UnitTable();
        Map<Long, Integer> model = new HashMap<>();
        for (int change : changes) {
            long unit = (long) Math.abs(change) << 40;
            int slot = table.find(unit);
            assertThat(slot != UnitTable.NONE).isEqualTo(model.containsKey(unit));
            if (change < 0 && slot != UnitTable.NONE) {
                table.remove(slot);
                model.remove(unit);
            } else if (slot == UnitTable.NONE) {
                slot = table.add(unit, change & 7);
                assertThat(table.unit(slot)).isEqualTo(unit);
                model.put(unit, change & 7);
            } else {
                table.resize(slot, change);
                model.put(unit, change);
            }
            assertThat(table.size()).isEqualTo(model.size());
            assertThat(table.bytes())
                    .isEqualTo(
                            model.values().stream().mapToLong(Integer::intValue).sum());
        }
        model.forEach((unit, bytes) -> {
            assertThat(table.unit(table.find(unit))).isEqualTo(unit);
            assertThat(table.bytes(table.find(unit))).isEqualTo(bytes);
        });
    }
}
