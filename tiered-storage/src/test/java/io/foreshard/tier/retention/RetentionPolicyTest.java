package io.foreshard.tier.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What every policy promises, on random sequences of calls: it knows the local units and their bytes, and releases what exceeds the budget, no more. */
class RetentionPolicyTest {
    private static final int UNITS = 40;

    /** Returns new policies by name. */
    static Map<String, RetentionPolicy> policies() {
        return Map.of(
                "LRU", RetentionPolicy.leastRecentlyUsed(),
                "SIEVE", RetentionPolicy.sieve(),
                "S3-FIFO", RetentionPolicy.smallMainFifo(),
                "W-TinyLFU", RetentionPolicy.windowTinyLfu(),
                "expected return", RetentionPolicy.expectedReturn(),
                "adaptive", RetentionPolicy.adaptive(),
                "adaptive by users", RetentionPolicy.adaptiveByUsers());
    }

    @Property(tries = 300)
    void calls_anySequence_knowTheLocalUnits(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int calls) {
        policies().forEach((name, policy) -> {
            SplittableRandom random = new SplittableRandom(seed);
            Map<Long, Integer> local = new HashMap<>();
            for (int call = 0; call < calls; call++) {
                step(policy, local, random, call);
                assertThat(policy.bytes()).as(name).isEqualTo(sum(local));
                assertThat(policy.size()).isEqualTo(local.size());
            }
            for (long unit = 0; unit < UNITS; unit++) {
                assertThat(policy.contains(unit)).isEqualTo(local.containsKey(unit));
            }
        });
    }

    private static void step(RetentionPolicy policy, Map<Long, Integer> local, SplittableRandom random, long time) {
        long unit = random.nextInt(UNITS);
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                int bytes = random.nextInt(1, 100);
                int[] users = random.ints(random.nextInt(4), 1, 6).toArray();
                policy.added(unit, bytes, users, time);
                local.put(unit, bytes);
            }
            case 2 -> {
                policy.removed(unit);
                local.remove(unit);
            }
            case 3 -> release(policy, local, random);
            default -> policy.accessed(unit, random.nextInt(6), time);
        }
    }

    private static void release(RetentionPolicy policy, Map<Long, Integer> local, SplittableRandom random) {
        long budget = random.nextInt(1_500);
        long before = sum(local);
        int units = local.size();
        boolean busy = random.nextInt(3) == 0;
        List<Long> tried = new ArrayList<>();
        long released = policy.release(budget, victim -> {
            assertThat(sum(local)).as("bytes at a release").isGreaterThan(budget);
            tried.add(victim);
            if (busy && random.nextBoolean()) {
                return false;
            }
            assertThat(local.remove(victim)).isNotNull();
            return true;
        });
        assertThat(tried).doesNotHaveDuplicates();
        assertThat(released).isEqualTo(before - sum(local));
        if (!busy || tried.size() < units) {
            assertThat(sum(local)).isLessThanOrEqualTo(budget);
        }
    }

    private static long sum(Map<Long, Integer> local) {
        return local.values().stream().mapToLong(Integer::intValue).sum();
    }

    @Example
    void added_withoutBytes_throws() {
        policies().forEach((name, policy) -> assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.added(7, 0, RetentionPolicy.UNKNOWN_USERS, 1))
                .withMessageContaining("unit 7"));
    }
}
