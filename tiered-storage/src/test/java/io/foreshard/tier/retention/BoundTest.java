package io.foreshard.tier.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** No policy has fewer misses than the one that knows the future, for units of one size. */
class BoundTest {
    @Property(tries = 100)
    void clairvoyant_anyAccesses_hasTheFewestMisses(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 1_500) int accesses,
            @ForAll @IntRange(min = 1, max = 60) int budget) {
        long[] units = Accesses.random(seed, accesses, 60);
        int fewest = Accesses.misses(Accesses.replay(RetentionPolicy.clairvoyant(units), units, budget));

        RetentionPolicyTest.policies()
                .forEach((name, policy) -> assertThat(Accesses.misses(Accesses.replay(policy, units, budget)))
                        .as(name)
                        .isGreaterThanOrEqualTo(fewest));
        assertThat(Accesses.misses(Accesses.replay(RetentionPolicy.leastRecentlyUsed(), units, 60)))
                .as("misses with room for all units")
                .isLessThanOrEqualTo(fewest);
    }

    @Example
    void clairvoyant_unitThatCouldNotBeReleased_keepsItsNextAccess() {
        RetentionPolicy policy = RetentionPolicy.clairvoyant(new long[] {1, 2, 3, 1, 2});
        for (long unit = 1; unit <= 3; unit++) {
            policy.accessed(unit, RetentionPolicy.UNKNOWN_USER, unit);
            policy.added(unit, 1, RetentionPolicy.UNKNOWN_USERS, unit);
        }
        List<Long> tried = new ArrayList<>();

        policy.release(2, unit -> tried.add(unit) && unit != 3);
        policy.release(1, unit -> tried.add(unit));

        assertThat(tried).containsExactly(3L, 2L, 3L);
    }
}
