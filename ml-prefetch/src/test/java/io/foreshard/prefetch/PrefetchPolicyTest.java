package io.foreshard.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrefetchPolicyTest {
    private final PrefetchPolicy policy = new PrefetchPolicy(50, 5);

    @Test
    void decide_probabilityBelowPrice_skips() {
        assertThat(policy.decide(1, 0.05, 0)).isEqualTo(PrefetchPolicy.Decision.SKIP);
    }

    @Test
    void decide_fullQueue_doublesPrice() {
        assertThat(policy.decide(1, 0.15, 0)).isEqualTo(PrefetchPolicy.Decision.FETCH);
        assertThat(policy.decide(1, 0.15, 1)).isEqualTo(PrefetchPolicy.Decision.SKIP);
    }

    @Test
    void outcome_unusedThenUsed_switchesContextOffAndOn() {
        for (int i = 0; i < 40; i++) {
            policy.outcome(1, false);
        }
        assertThat(policy.decide(1, 0.5, 0)).isEqualTo(PrefetchPolicy.Decision.SHADOW);
        assertThat(policy.decide(2, 0.5, 0)).isEqualTo(PrefetchPolicy.Decision.FETCH);

        for (int i = 0; i < 40; i++) {
            policy.outcome(1, true);
        }
        assertThat(policy.decide(1, 0.5, 0)).isEqualTo(PrefetchPolicy.Decision.FETCH);
    }
}
