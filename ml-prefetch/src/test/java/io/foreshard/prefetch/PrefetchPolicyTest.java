package io.foreshard.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.prefetch.Context.Subject;
import io.foreshard.prefetch.PrefetchPolicy.Decision;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class PrefetchPolicyTest {
    private static final Context FIRST = new Context(Subject.OBJECT, 1);
    private static final Context OTHER = new Context(Subject.GROUP, 1);
    private static final double PRICE = .1;

    private final PrefetchPolicy policy = new PrefetchPolicy();

    private Decision decide(Context context) {
        return policy.decide(context, .5, PRICE);
    }

    @Test
    void decide_probabilityBelowPrice_skips() {
        assertThat(policy.decide(FIRST, .05, PRICE)).isEqualTo(Decision.SKIP);
        assertThat(policy.decide(FIRST, .5, Double.POSITIVE_INFINITY)).isEqualTo(Decision.SKIP);
    }

    @Test
    void shadow_unusedThenUsed_switchesContextOffAndOn() {
        for (int i = 0; i < 40; i++) {
            assertThat(decide(FIRST)).isNotEqualTo(Decision.SKIP);
            policy.shadow(FIRST, false);
        }
        assertThat(decide(FIRST)).isEqualTo(Decision.SHADOW);
        assertThat(decide(OTHER)).isEqualTo(Decision.FETCH);

        for (int i = 0; i < 40; i++) {
            policy.shadow(FIRST, true);
        }
        assertThat(decide(FIRST)).isEqualTo(Decision.FETCH);
    }

    @Test
    void decide_noOutcomeYet_limitsOpenPrefetches() {
        for (int i = 0; i < PrefetchPolicy.MAX_UNPROVEN; i++) {
            assertThat(decide(FIRST)).isEqualTo(Decision.FETCH);
            policy.opened(FIRST);
        }
        assertThat(decide(FIRST)).isEqualTo(Decision.SHADOW);

        policy.withdrawn(FIRST);
        assertThat(decide(FIRST)).isEqualTo(Decision.FETCH);
    }

    @Test
    void usedAfterAll_allOfThem_switchesContextOn() {
        for (int i = 0; i < 60; i++) {
            decide(FIRST);
            policy.opened(FIRST);
            policy.judged(FIRST, false);
        }
        assertThat(decide(FIRST)).isEqualTo(Decision.SHADOW);
        for (int i = 0; i < 30; i++) {
            policy.usedAfterAll(FIRST);
        }
        assertThat(decide(FIRST)).isEqualTo(Decision.FETCH);
    }

    /** However well a context did before: once all its predictions are wrong, less than 500 are fetched. */
    @Property(tries = 50)
    void judged_contextTurnsWrong_isOffWithin500(
            @ForAll long seed, @ForAll @DoubleRange(min = .15, max = 1) double precision) {
        PrefetchPolicy any = new PrefetchPolicy();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            any.decide(FIRST, .5, PRICE);
            any.shadow(FIRST, random.nextDouble() < precision);
        }
        int fetched = 0;
        while (any.decide(FIRST, .5, PRICE) == Decision.FETCH && fetched < 500) {
            any.opened(FIRST);
            any.judged(FIRST, false);
            fetched++;
        }
        assertThat(fetched).isLessThan(500);
    }
}
