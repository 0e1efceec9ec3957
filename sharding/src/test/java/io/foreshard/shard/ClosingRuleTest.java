package io.foreshard.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.shard.ShardDecision.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ClosingRuleTest {
    private static final int PARTITIONS = 64;
    private static final int ISSUED = 60;
    private static final long ROUND_MILLIS = 5_000;
    private static final long LIMIT = 1_000_000;
    private static final ShardLimits LIMITS = ShardLimits.of(LIMIT, 1_000, 16);

    private final ClosingRule rule = new ClosingRule(LIMITS, ISSUED);
    private ClosedPartitions closed = ClosedPartitions.NONE;
    private LoadHistory history = LoadHistory.empty();
    private long nowMillis;
    private final List<ShardDecision> decisions = new ArrayList<>();

    private void rounds(int rounds, int partition, long bytes, double operations) {
        for (int round = 0; round < rounds; round++) {
            List<PartitionLoad> loads = new ArrayList<>();
            for (int i = 0; i < PARTITIONS; i++) {
                loads.add(i == partition ? new PartitionLoad(bytes, 1, 0, operations, 0) : PartitionLoad.NONE);
            }
            nowMillis += ROUND_MILLIS;
            history = history.plus(nowMillis, loads, LIMITS.mergeEvidence());
            ClosingRule.Plan plan = rule.plan(closed, history);
            closed = plan.closed();
            decisions.addAll(plan.decisions());
        }
    }

    @Test
    void plan_noRound_closesNothing() {
        assertThat(rule.plan(closed, history)).isEqualTo(new ClosingRule.Plan(closed, List.of()));
    }

    @Test
    void plan_partitionTooLarge_isClosedAfterTheEvidence() {
        rounds(1, 5, LIMIT + 1, 0);
        assertThat(closed).isSameAs(ClosedPartitions.NONE);

        rounds(3, 5, LIMIT + 1, 0);

        assertThat(closed.partitions().stream()).containsExactly(5);
        assertThat(decisions)
                .containsExactly(
                        new ShardDecision(
                                Kind.CLOSED,
                                5,
                                1,
                                "partition 5 alone has 1000001 bytes, limit 1000000, and one partition cannot be split: new ids of its prefix get the next epoch"));
    }

    @Test
    void plan_atTheLimitOrBusy_closesNothing() {
        rounds(10, 5, LIMIT, 5_000);

        assertThat(closed).isSameAs(ClosedPartitions.NONE);
    }

    /** It has no other partition to issue ids into. */
    @Test
    void plan_partitionOfKeysWithoutProfile_isNotClosed() {
        rounds(10, ISSUED, 2 * LIMIT, 0);

        assertThat(closed).isSameAs(ClosedPartitions.NONE);
    }

    @Test
    void plan_closedPartitionShrinks_isOpenedAtHalfTheLimitAfterTheEvidence() {
        rounds(3, 5, 2 * LIMIT, 0);
        rounds(70, 5, LIMIT / 2 + 1, 0);
        assertThat(closed.contains(5)).isTrue();
        rounds(30, 5, LIMIT / 2, 0);
        assertThat(closed.contains(5)).isTrue();

        rounds(40, 5, LIMIT / 2, 0);

        assertThat(closed.size()).isZero();
        assertThat(decisions).extracting(ShardDecision::kind).containsExactly(Kind.CLOSED, Kind.OPENED);
        assertThat(decisions.get(1).reason()).contains("it has at most 500000 bytes");
    }

    @Test
    void openAll_closedPartitions_opensEachWithTheReason() {
        rounds(3, 5, 2 * LIMIT, 0);

        ClosingRule.Plan plan = ClosingRule.openAll(closed, "the mode is off");

        assertThat(plan.closed()).isEqualTo(ClosedPartitions.NONE);
        assertThat(plan.decisions())
                .containsExactly(
                        new ShardDecision(Kind.OPENED, 5, 1, "partition 5 takes new ids again: the mode is off"));
        assertThat(ClosingRule.openAll(plan.closed(), "the mode is off").closed())
                .isSameAs(plan.closed());
    }

    @Property(tries = 200)
    void read_writtenBytes_isEqual(@ForAll long seed) throws IOException {
        BitSet set = BitSet.valueOf(new long[] {seed, new Random(seed).nextLong()});
        ClosedPartitions written = new ClosedPartitions(set);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        written.write(new DataOutputStream(bytes));

        assertThat(read(bytes.toByteArray())).isEqualTo(written);
    }

    @Property(tries = 500)
    void read_randomBytes_isAValueOrRefused(@ForAll byte[] bytes) {
        try {
            assertThat(read(bytes).partitions().length()).isLessThanOrEqualTo(1 << 16);
        } catch (IllegalArgumentException | IOException refused) {
            assertThat(refused).isInstanceOfAny(IllegalArgumentException.class, EOFException.class);
        }
    }

    @Test
    void read_numbersThatDescendOrAreTooLarge_isRefused() {
        assertThatThrownBy(() -> read(new byte[] {0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0, 5}))
                .hasMessageContaining("5 follows 5");
        assertThatThrownBy(() -> read(new byte[] {0, 0, 0, 1, 0, 1, 0, 0})).hasMessageContaining("below 65536");
        assertThatThrownBy(() -> read(new byte[] {-1, 0, 0, 0})).hasMessageContaining("never negative");
    }

    private static ClosedPartitions read(byte[] bytes) throws IOException {
        return ClosedPartitions.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
