package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PagePlacesTest {
    private static final int PAGES = 20_000;

    @Test
    void setAndRemove_anyOrder_equalAMap() {
        Random random = new Random(3);
        PagePlaces places = new PagePlaces();
        Map<Integer, Integer> model = new HashMap<>();
        for (int step = 0; step < 50_000; step++) {
            int page = random.nextInt(PAGES);
            if (model.containsKey(page) && random.nextBoolean()) {
                places.remove(page);
                model.remove(page);
            } else {
                places.set(page, step);
                model.put(page, step);
            }
        }

        for (int page = 0; page < 2 * PAGES; page++) {
            assertThat(places.get(page)).isEqualTo(model.getOrDefault(page, PagePlaces.NONE));
        }
    }
}
