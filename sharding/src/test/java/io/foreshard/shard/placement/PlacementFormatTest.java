package io.foreshard.shard.placement;

import static io.foreshard.shard.placement.Placements.PARTITIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PlacementFormatTest {
    private static final Placement PLACEMENT = Placement.of(
            7,
            PARTITIONS,
            List.of(new PlacedRange(0, 16, List.of("a", "b"), 0), new PlacedRange(32, 2, List.of("b", "c"), 3)));

    @Provide
    Arbitrary<List<PlacedRange>> ranges() {
        return Placements.ranges();
    }

    @Property(tries = 1_000)
    void read_written_isEqual(
            @ForAll("ranges") List<PlacedRange> ranges,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE - 1) long version) {
        Placement placement = Placement.of(version, PARTITIONS, ranges);
        assertThat(PlacementFormat.placement(PlacementFormat.bytes(placement))).isEqualTo(placement);

        Assume.that(!ranges.isEmpty());
        PlacementChange change = new PlacementChange(version, PARTITIONS, ranges);
        assertThat(PlacementFormat.change(PlacementFormat.bytes(change))).isEqualTo(change);
    }

    @Property(tries = 1_000)
    void read_oneByteChanged_isRefused(@ForAll @IntRange(min = 0, max = 10_000) int position, @ForAll byte value) {
        byte[] bytes = PlacementFormat.bytes(PLACEMENT);
        int changed = position % bytes.length;
        Assume.that(bytes[changed] != value);
        bytes[changed] = value;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlacementFormat.placement(bytes))
                .withMessageContaining("are not a placement of format 1, or are damaged");
    }

    @Property(tries = 2_000)
    void read_damagedBytesWithAValidChecksum_areAPlacementOrRefused(
            @ForAll @IntRange(min = 4, max = 10_000) int position, @ForAll byte value) {
        byte[] bytes = PlacementFormat.bytes(PLACEMENT);
        bytes[4 + position % (bytes.length - 8)] = value;

        readAny(withChecksum(Arrays.copyOf(bytes, bytes.length - 4)));
    }

    @Property(tries = 1_000)
    void read_randomBytesWithAValidChecksum_areRefused(@ForAll @Size(max = 200) byte[] random) {
        byte[] body = Arrays.copyOf(PlacementFormat.bytes(PLACEMENT), 4 + random.length);
        System.arraycopy(random, 0, body, 4, random.length);

        readAny(withChecksum(body));
        readAny(random);
    }

    @Test
    void read_truncatedOrExtended_isRefused() {
        byte[] bytes = PlacementFormat.bytes(PLACEMENT);
        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatIllegalArgumentException().isThrownBy(() -> PlacementFormat.placement(truncated));
        }
        for (int body = 4; body < bytes.length - 4; body++) {
            byte[] truncated = withChecksum(Arrays.copyOf(bytes, body));
            assertThatIllegalArgumentException().isThrownBy(() -> PlacementFormat.placement(truncated));
        }
        byte[] extended = withChecksum(Arrays.copyOf(bytes, bytes.length));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlacementFormat.placement(extended))
                .withMessageContaining("4 bytes too many");
    }

    @Test
    void read_theOtherKind_isRefused() {
        PlacementChange change = new PlacementChange(7, PARTITIONS, PLACEMENT.ranges());

        assertThatIllegalArgumentException().isThrownBy(() -> PlacementFormat.placement(PlacementFormat.bytes(change)));
        assertThatIllegalArgumentException().isThrownBy(() -> PlacementFormat.change(PlacementFormat.bytes(PLACEMENT)));
    }

    @Test
    void bytes_8192RangesOfTwoOwnersOn500Servers_areBelow80000() {
        List<PlacedRange> ranges = new ArrayList<>();
        for (int partition = 0; partition < 8192; partition++) {
            ranges.add(new PlacedRange(
                    partition, 1, List.of("node-" + partition % 500, "node-" + (partition + 1) % 500), 0));
        }

        assertThat(PlacementFormat.bytes(Placement.of(1, 8192, ranges))).hasSizeLessThan(80_000);
    }

    /** Reads bytes that may be a placement; every other outcome is the documented exception. */
    private static void readAny(byte[] bytes) {
        try {
            assertThat(PlacementFormat.placement(bytes).partitions()).isPositive();
        } catch (IllegalArgumentException expected) {
            assertThat(expected).hasMessageEndingWith(".");
        } catch (RuntimeException e) {
            fail("undocumented", e);
        }
    }

    private static byte[] withChecksum(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return ByteBuffer.allocate(body.length + 4)
                .put(body)
                .putInt((int) crc.getValue())
                .array();
    }
}
