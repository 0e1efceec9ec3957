package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ChangedPagesTest {
    @Test
    void addAndRemove_anyOrder_equalASet() {
        Random random = new Random(3);
        ChangedPages pages = new ChangedPages();
        TreeSet<Integer> model = new TreeSet<>();
        for (int step = 0; step < 20_000; step++) {
            int page = random.nextInt(1 << 20);
            if (!model.isEmpty() && random.nextInt(3) == 0) {
                int removed = model.first();
                model.remove(removed);
                pages.remove(removed);
            } else {
                model.add(page);
                pages.add(page);
            }
        }
        ChangedPages copy = pages.copy();
        pages.add(2 << 20);

        List<Integer> visited = new ArrayList<>();
        copy.forEach(visited::add);
        assertThat(visited).containsExactlyElementsOf(model);
        assertThat(copy.size()).isEqualTo(model.size());
        assertThat(copy.contains(2 << 20)).isFalse();
        assertThat(new ChangedPages().isEmpty()).isTrue();
    }
}
