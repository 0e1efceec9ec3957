package io.foreshard.tier.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Each policy has the same hits, access by access, as a short model of its paper that searches its lists. */
class NaiveModelTest {
    private static final int ACCESSES = 1_500;
    private static final int UNITS = 60;
    private static final int TRIES = 60;

    @Property(tries = TRIES)
    void leastRecentlyUsed_anyAccesses_equalsTheModel(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int budget) {
        LinkedHashSet<Long> order = new LinkedHashSet<>();
        check(seed, budget, RetentionPolicy.leastRecentlyUsed(), (unit, time) -> {
            boolean hit = order.remove(unit);
            order.add(unit);
            if (order.size() > budget) {
                order.remove(order.iterator().next());
            }
            return hit;
        });
    }

    @Property(tries = TRIES)
    void sieve_anyAccesses_equalsTheModel(@ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int budget) {
        check(seed, budget, RetentionPolicy.sieve(), new NaiveSieve(budget));
    }

    /** The algorithm of the paper: a list, oldest first, marks, and a hand. */
    private static final class NaiveSieve implements Accesses.Naive {
        private final List<Long> queue = new ArrayList<>();
        private final Set<Long> visited = new HashSet<>();
        private final int budget;
        private int hand;

        NaiveSieve(int budget) {
            this.budget = budget;
        }

        @Override
        public boolean access(long unit, long timeMillis) {
            if (queue.contains(unit)) {
                visited.add(unit);
                return true;
            }
            queue.add(unit);
            while (queue.size() > budget) {
                if (!visited.remove(queue.get(hand))) {
                    queue.remove(hand);
                } else {
                    hand++;
                }
                hand = hand == queue.size() ? 0 : hand;
            }
            return false;
        }
    }

    @Property(tries = TRIES)
    void smallMainFifo_anyAccesses_equalsTheModel(@ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int budget) {
        check(seed, budget, RetentionPolicy.smallMainFifo(), new NaiveSmallMain(budget));
    }

    /** Algorithm 1 of the paper; a unit is inserted before another is released. */
    private static final class NaiveSmallMain implements Accesses.Naive {
        private final List<Long> small = new ArrayList<>();
        private final List<Long> main = new ArrayList<>();
        private final List<Long> ghosts = new ArrayList<>();
        private final Map<Long, Integer> frequency = new HashMap<>();
        private final int budget;

        NaiveSmallMain(int budget) {
            this.budget = budget;
        }

        @Override
        public boolean access(long unit, long timeMillis) {
            if (frequency.containsKey(unit)) {
                frequency.merge(unit, 1, (a, b) -> Math.min(3, a + b));
                return true;
            }
            frequency.put(unit, 0);
            (ghosts.remove(unit) ? main : small).add(unit);
            while (small.size() + main.size() > budget) {
                evict(10 * small.size() > small.size() + main.size() || main.isEmpty());
            }
            return false;
        }

        private void evict(boolean fromSmall) {
            long unit = (fromSmall ? small : main).remove(0);
            int accesses = frequency.get(unit);
            if (accesses > (fromSmall ? 1 : 0)) {
                main.add(unit);
                frequency.put(unit, fromSmall ? 0 : accesses - 1);
                return;
            }
            frequency.remove(unit);
            if (fromSmall) {
                ghosts.add(unit);
                while (ghosts.size() > Math.max(1, main.size())) {
                    ghosts.remove(0);
                }
            }
        }
    }

    @Property(tries = TRIES)
    void windowTinyLfu_anyAccesses_equalsTheModel(@ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int budget) {
        check(seed, budget, RetentionPolicy.windowTinyLfu(), new NaiveTinyLfu(budget));
    }

    /** Three lists, oldest first; the estimates are those of the real sketch, which has a test of its own. */
    private static final class NaiveTinyLfu implements Accesses.Naive {
        private final List<Long> window = new ArrayList<>();
        private final List<Long> probation = new ArrayList<>();
        private final List<Long> guarded = new ArrayList<>();
        private final FrequencySketch sketch = new FrequencySketch();
        private final int budget;
        private Long candidate = -1L;

        NaiveTinyLfu(int budget) {
            this.budget = budget;
        }

        private int size() {
            return window.size() + probation.size() + guarded.size();
        }

        @Override
        public boolean access(long unit, long timeMillis) {
            sketch.add(unit);
            if (window.remove(unit)) {
                window.add(unit);
                return true;
            }
            if (probation.remove(unit) || guarded.remove(unit)) {
                guarded.add(unit);
                candidate = candidate == unit ? -1L : candidate;
                while (guarded.size() > .8 * (probation.size() + guarded.size())) {
                    probation.add(guarded.remove(0));
                }
                return true;
            }
            window.add(unit);
            sketch.reserve(size());
            while (100 * window.size() > size() && window.size() > 1) {
                candidate = window.remove(0);
                probation.add(candidate);
            }
            while (size() > budget) {
                evict();
            }
            return false;
        }

        private void evict() {
            List<Long> main = !probation.isEmpty() ? probation : guarded.isEmpty() ? window : guarded;
            Long victim = main.get(0);
            boolean loses = probation.contains(candidate) && sketch.estimate(candidate) <= sketch.estimate(victim);
            (loses ? probation : main).remove(loses ? candidate : victim);
            candidate = -1L;
        }
    }

    private static void check(long seed, int budget, RetentionPolicy policy, Accesses.Naive naive) {
        long[] accesses = Accesses.random(seed, ACCESSES, UNITS);

        boolean[] hits = Accesses.replay(policy, accesses, budget);
        assertThat(Arrays.mismatch(hits, Accesses.replay(naive, accesses)))
                .as("first access with another result")
                .isEqualTo(-1);
    }
}
