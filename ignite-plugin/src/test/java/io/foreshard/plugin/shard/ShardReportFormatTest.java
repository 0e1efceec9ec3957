package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.foreshard.plugin.cluster.StreamCodec;
import io.foreshard.shard.PartitionLoad;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardDecision;
import io.foreshard.shard.balance.Mode;
import io.foreshard.shard.balance.PlacementDecision;
import io.foreshard.shard.balance.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShardReportFormatTest {
    private static final int SHARDS = 4;
    private static final ShardReport REPORT = new ShardReport(
            1_000,
            Mode.ADVISE,
            ShardCatalogue.ofEqualShards(16, SHARDS, 5),
            IntStream.range(0, SHARDS)
                    .mapToObj(shard -> new ShardMeasure(
                            new PartitionLoad(shard, 2L * shard, 3.5 * shard, 4.5 * shard, 0.5 * shard),
                            7,
                            900 + shard,
                            .5))
                    .toArray(ShardMeasure[]::new),
            IntStream.range(0, SHARDS)
                    .mapToObj(shard -> new ShardDecision(ShardDecision.Kind.KEEP, 4 * shard, 4, "reason " + shard))
                    .toArray(ShardDecision[]::new),
            List.of(
                    new ServerReport("server-0", true, 1_000, 1.5, 2.5, 3.5),
                    new ServerReport("server-1", false, 900, 0, 0, 0)),
            new PlacementRound(
                    6,
                    List.of(new PlacementDecision(Reason.NODE_OVERLOADED, 3, "server-0", "server-1", 17, "a reason"))));

    private final StreamCodec<ShardReport> codec =
            new StreamCodec<>(ShardReportFormat::write, ShardReportFormat::read, "it returns");

    private void decodeAny(byte[] bytes) {
        try {
            assertThat(codec.decode(1, bytes).catalogue()).isNotNull();
        } catch (IllegalArgumentException expected) {
            assertThat(expected).isNotNull();
        } catch (RuntimeException e) {
            fail("undocumented", e);
        }
    }

    @Test
    void decode_encoded_isEqual() {
        assertThat(codec.decode(1, codec.encode(REPORT))).isEqualTo(REPORT);
    }

    @Property(tries = 1_000)
    void decode_randomBytes_throwsTheDocumentedExceptionOnly(@ForAll @Size(max = 300) byte[] bytes) {
        decodeAny(bytes);
    }

    @Property(tries = 1_000)
    void decode_oneByteChanged_throwsTheDocumentedExceptionOnly(
            @ForAll @IntRange(min = 0, max = 10_000) int position, @ForAll byte value) {
        byte[] bytes = codec.encode(REPORT);
        bytes[position % bytes.length] = value;
        decodeAny(bytes);
    }

    @Test
    void decode_truncatedOrLonger_throws() {
        byte[] bytes = codec.encode(REPORT);
        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> codec.decode(1, truncated)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> codec.decode(1, Arrays.copyOf(bytes, bytes.length + 1)))
                .hasMessage("1 bytes follow the value.");
    }
}
