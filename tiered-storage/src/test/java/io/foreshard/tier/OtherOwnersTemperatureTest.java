package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a budget releases of partitions that are hot on other owners. */
class OtherOwnersTemperatureTest extends TwoBudgetedPartitions {
    @Test
    void learn_hotOnAnotherOwner_isReleasedLast() throws IOException {
        budget = budget(20 * UNIT_BYTES);
        uploadAll();
        tier.clock.advance(Duration.ofSeconds(1));
        budget.learn(MemoryHost.GROUP.name(), 0, 100);
        budget.learn(MemoryHost.GROUP.name(), 77, 100);
        budget.poll();

        fill(2);
        budget.poll();

        assertThat(cold.remotePages()).isZero();
        assertThat(warm.remotePages()).isPositive();
        assertThat(budget.residences().get(0).temperature()).isBetween(99.0, 100.0);
    }

    @Test
    void learn_canBeReleasedSinceThisPoll_isNotReleased() throws IOException {
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        budget.poll();
        checkpoint();
        budget.learn(MemoryHost.GROUP.name(), 0, 100);

        budget.poll();

        assertThat(cold.remotePages()).isZero();
        assertThat(warm.remotePages()).isPositive();
    }

    @Test
    void learn_moreIsHotOnOtherOwnersThanTheBudgetTakes_hottestStay() throws IOException {
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        budget.poll();
        checkpoint();
        budget.learn(MemoryHost.GROUP.name(), 0, 100);
        budget.learn(MemoryHost.GROUP.name(), 1, 200);

        budget.poll();

        assertThat(warm.remotePages()).isZero();
        assertThat(localBytes()).isLessThanOrEqualTo(BUDGET);
        assertThat(cold.remotePages()).isPositive();
    }

    @Test
    void learn_noLongerHotOnAnotherOwner_countsAsAccessedThen() throws IOException {
        budget = budget(20 * UNIT_BYTES);
        uploadAll();
        warm.accessed(1);
        budget.learn(MemoryHost.GROUP.name(), 0, 100);
        budget.poll();
        tier.clock.advance(Duration.ofMinutes(1));
        budget.poll();

        tier.clock.advance(Duration.ofMinutes(1));
        fill(2);
        budget.poll();

        assertThat(cold.remotePages()).isZero();
        assertThat(warm.remotePages()).isPositive();
    }
}
