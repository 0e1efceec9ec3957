package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.foreshard.plugin.shard.RecordedDecision.Origin;
import io.foreshard.shard.ShardDecision;
import io.foreshard.shard.ShardDecision.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShardHistoryTest {
    private static ShardHistory of(int decisions) {
        return ShardHistory.EMPTY.plus(IntStream.range(0, decisions)
                .mapToObj(i -> new RecordedDecision(
                        i,
                        2L * i,
                        Origin.values()[i % 3],
                        new ShardDecision(i % 2 == 0 ? Kind.SPLIT : Kind.PIN, i, 1, "reason " + i)))
                .toList());
    }

    @Test
    void plus_tooMany_dropsTheOldest() {
        ShardHistory history = of(ShardHistory.MOST).plus(of(3).decisions());

        assertThat(history.decisions())
                .hasSize(ShardHistory.MOST)
                .endsWith(of(3).decisions().get(2));
        assertThat(history.decisions().get(0).atMillis()).isEqualTo(3);
        assertThat(of(2).decisions()).extracting(RecordedDecision::atMillis).isEqualTo(List.of(0L, 1L));
    }

    @Test
    void decode_encoded_isEqual() {
        for (int decisions : new int[] {0, 1, 7, ShardHistory.MOST}) {
            byte[] bytes = ShardStates.HISTORIES.encode(of(decisions));
            assertThat(ShardStates.HISTORIES.decode(1, bytes)).isEqualTo(of(decisions));
            assertThat(bytes.length).isLessThan(100 + 60 * decisions);
        }
    }

    @Property(tries = 1_000)
    void decode_oneByteChanged_throwsTheDocumentedExceptionOnly(
            @ForAll @IntRange(min = 0, max = 10_000) int position, @ForAll byte value) {
        byte[] bytes = ShardStates.HISTORIES.encode(of(5));
        bytes[position % bytes.length] = value;
        try {
            assertThat(ShardStates.HISTORIES.decode(1, bytes)).isNotNull();
        } catch (IllegalArgumentException expected) {
            assertThat(expected).isNotNull();
        } catch (RuntimeException e) {
            fail("undocumented", e);
        }
    }

    @Test
    void decode_truncated_throws() {
        byte[] bytes = ShardStates.HISTORIES.encode(of(2));
        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ShardStates.HISTORIES.decode(1, truncated))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
