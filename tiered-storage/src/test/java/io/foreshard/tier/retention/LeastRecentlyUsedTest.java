package io.foreshard.tier.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LeastRecentlyUsedTest {
    private static final int BUDGET = 10;

    @Property
    void release_anyAccesses_equalsALinkedMap(@ForAll List<@IntRange(max = 30) Integer> accesses) {
        RetentionPolicy policy = RetentionPolicy.leastRecentlyUsed();
        Map<Long, Integer> model = new LinkedHashMap<>(16, .75f, true);
        for (int access : accesses) {
            long unit = access;
            int bytes = 1 + access % 3;
            assertThat(policy.contains(unit)).isEqualTo(model.containsKey(unit));
            if (model.get(unit) == null) {
                model.put(unit, bytes);
                policy.added(unit, bytes, RetentionPolicy.UNKNOWN_USERS, 0);
            } else {
                policy.accessed(unit, RetentionPolicy.UNKNOWN_USER, 0);
            }
            List<Long> released = new ArrayList<>();
            policy.release(BUDGET, released::add);
            assertThat(released).isEqualTo(releaseOldest(model));
        }
    }

    private static List<Long> releaseOldest(Map<Long, Integer> model) {
        List<Long> released = new ArrayList<>();
        while (model.values().stream().mapToInt(Integer::intValue).sum() > BUDGET) {
            long oldest = model.keySet().iterator().next();
            model.remove(oldest);
            released.add(oldest);
        }
        return released;
    }

    @Example
    void release_oldestCannotBe_releasesTheNextOldest() {
        RetentionPolicy policy = RetentionPolicy.leastRecentlyUsed();
        for (long unit = 1; unit <= 4; unit++) {
            policy.added(unit, 10, RetentionPolicy.UNKNOWN_USERS, unit);
        }
        policy.accessed(2, RetentionPolicy.UNKNOWN_USER, 5);
        List<Long> released = new ArrayList<>();

        policy.release(20, unit -> unit != 1 && released.add(unit));

        assertThat(released).containsExactly(3L, 4L);
        assertThat(policy.contains(1)).isTrue();
    }
}
