package io.foreshard.tier.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.tier.testing.UsedHeap;
import java.util.function.Supplier;
import net.jqwik.api.Example;

/** The heap that a policy takes for each local unit whose users are unknown, also just after its tables have grown. */
class RetentionCostTest {
    /** Numbers of units just above those at which the sketch of frequencies and the hash table double. */
    private static final int[] UNITS = {(1 << 18) + 1, (int) (.7 * (1 << 19)) + 1};
    /** What the sample of a duel takes at most. */
    private static final long SAMPLE_BYTES = 4 << 20;

    @Example
    void policies_manyUnits_takeTheBytesThatTheyState() {
        check("LRU", 40, 0, RetentionPolicy::leastRecentlyUsed);
        check("SIEVE", 40, 0, RetentionPolicy::sieve);
        check("W-TinyLFU", 55, 0, RetentionPolicy::windowTinyLfu);
        check("expected return", 75, 0, RetentionPolicy::expectedReturn);
        check("adaptive", 65, SAMPLE_BYTES, RetentionPolicy::adaptive);
        check("adaptive by users", 100, SAMPLE_BYTES, RetentionPolicy::adaptiveByUsers);
    }

    private static void check(String name, int limit, long fixedBytes, Supplier<RetentionPolicy> create) {
        for (int units : UNITS) {
            long before = UsedHeap.bytes();
            RetentionPolicy policy = create.get();
            for (long unit = 0; unit < units; unit++) {
                policy.added(unit << 32, 65_536, RetentionPolicy.UNKNOWN_USERS, unit);
                policy.accessed(unit / 2 << 32, RetentionPolicy.UNKNOWN_USER, unit);
            }
            double bytes = (double) (UsedHeap.bytes() - before - fixedBytes) / units;
            System.out.printf("%s: %.1f bytes of heap for each of %d units%n", name, bytes, policy.size());
            assertThat(bytes).as(name).isLessThan(limit);
        }
    }
}
