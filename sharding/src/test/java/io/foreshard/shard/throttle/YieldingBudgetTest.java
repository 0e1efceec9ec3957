package io.foreshard.shard.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class YieldingBudgetTest {
    private static final long MAX = 64L << 20;
    private static final long QUIET = 2_000_000;
    private static final int SECONDS = 600;

    @Test
    void create_maximumTooSmall_isRefused() {
        assertThatThrownBy(() -> new YieldingBudget(63))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 64 bytes per second, not 63");
    }

    @Property
    void worked_anySeconds_staysBetweenFloorAndMaximum(
            @ForAll @LongRange(min = 64, max = Long.MAX_VALUE / 2) long max,
            @ForAll @Size(max = 300) List<@LongRange(min = 0, max = 10_000_000_000L) Long> latencies) {
        YieldingBudget budget = new YieldingBudget(max);
        budget.quiet(QUIET);
        for (long latency : latencies) {
            long before = budget.bytesPerSecond();

            budget.worked(latency);

            assertThat(budget.bytesPerSecond()).isBetween(max / 16, max);
            if (latency > 2 * QUIET) {
                assertThat(budget.bytesPerSecond()).isEqualTo(Math.max(max / 16, before / 2));
            } else {
                assertThat(budget.bytesPerSecond()).isGreaterThanOrEqualTo(Math.min(max, before + 1));
            }
        }
    }

    @Test
    void worked_withoutAQuietSecond_followsTheLeastP99() {
        YieldingBudget budget = new YieldingBudget(MAX);

        budget.worked(2 * QUIET);
        assertThat(budget.bytesPerSecond()).isGreaterThan(MAX / 4);
        budget.worked(QUIET);
        long fast = budget.bytesPerSecond();
        budget.worked(3 * QUIET);

        assertThat(budget.bytesPerSecond()).isEqualTo(fast / 2);
        assertThat(budget.slowSeconds()).isOne();
        budget.quiet(5 * QUIET);
        assertThat(budget.quietP99Nanos()).isEqualTo(5 * QUIET);
    }

    @Test
    void quiet_secondWithAStall_countsAsOneAtTheLimit() {
        YieldingBudget budget = new YieldingBudget(MAX);
        for (int second = 0; second < SECONDS; second++) {
            budget.quiet(QUIET);
        }

        budget.quiet(2_000 * QUIET);

        assertThat(budget.quietP99Nanos()).isBetween(QUIET, QUIET + QUIET / 50);
    }

    @Property
    void limit_anyMaximum_keepsTheBudgetWithinItsBounds(
            @ForAll @LongRange(min = 64, max = Long.MAX_VALUE / 2) long first,
            @ForAll @LongRange(min = 64, max = Long.MAX_VALUE / 2) long second) {
        YieldingBudget budget = new YieldingBudget(first);

        budget.limit(second);

        assertThat(budget.bytesPerSecond()).isEqualTo(Math.max(second / 16, Math.min(second, first / 4)));
    }

    @Test
    void worked_operationsAreFast_reachesTheMaximumInLessThanAMinute() {
        YieldingBudget budget = new YieldingBudget(MAX);
        budget.quiet(QUIET);

        for (int second = 0; second < 48; second++) {
            budget.worked(QUIET);
        }

        assertThat(budget.bytesPerSecond()).isEqualTo(MAX);
    }

    @Test
    void worked_delayBelowAMillisecond_isNotSlow() {
        YieldingBudget budget = new YieldingBudget(MAX);
        budget.quiet(50_000);

        budget.worked(1_000_000);

        assertThat(budget.bytesPerSecond()).isGreaterThan(MAX / 4);
    }

    @Test
    void quiet_loadOfUsersGrows_isFollowedWithinMinutes() {
        YieldingBudget budget = new YieldingBudget(MAX);
        for (int second = 0; second < SECONDS; second++) {
            budget.quiet(QUIET);
        }

        for (int second = 0; second < 240; second++) {
            budget.quiet(4 * QUIET);
        }

        assertThat(budget.quietP99Nanos()).isBetween((long) (3.7 * QUIET), 4 * QUIET);
    }

    /** A server whose operations become slow above a number of bytes per second, with noise: the budget stays near it, and few seconds are slow. */
    @Property(tries = 100)
    void worked_serverSlowAboveAKnee_usesMostOfItAndIsSeldomSlow(
            @ForAll long seed, @ForAll @LongRange(min = MAX / 8, max = MAX) long knee) {
        Random random = new Random(seed);
        YieldingBudget budget = new YieldingBudget(MAX);
        budget.quiet(QUIET);
        long sum = 0;
        int slow = 0;
        for (int second = 0; second < SECONDS; second++) {
            boolean isSlow = budget.bytesPerSecond() > knee * (0.95 + 0.1 * random.nextDouble());
            budget.worked(isSlow ? 5 * QUIET : QUIET + random.nextLong(QUIET));
            sum += Math.min(knee, budget.bytesPerSecond());
            slow += isSlow ? 1 : 0;
        }

        assertThat(sum / SECONDS).isGreaterThan(6 * knee / 10);
        assertThat(slow).isLessThanOrEqualTo(SECONDS / 4);
    }
}
