package io.foreshard.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShardCatalogueFormatTest {
    private static final ShardCatalogue CATALOGUE = new ShardCatalogue(
            7,
            8,
            List.of(
                    new Shard(0, 4, 12, ShardDecision.Kind.MERGE),
                    new Shard(4, 2, 13, ShardDecision.Kind.SPLIT),
                    new Shard(6, 2, 14, ShardDecision.Kind.KEEP)),
            BitSet.valueOf(new long[] {0b1000_0010}),
            3,
            2);

    private static byte[] bytes(ShardCatalogue catalogue) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ShardCatalogueFormat.write(catalogue, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static ShardCatalogue read(byte[] bytes) throws IOException {
        return ShardCatalogueFormat.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    /** Reads bytes that may be a catalogue; every other outcome is one of the two documented exceptions. */
    private static void readAny(byte[] bytes) {
        try {
            assertThat(read(bytes).shards()).isNotEmpty();
        } catch (IOException | IllegalArgumentException expected) {
            assertThat(expected).isNotNull();
        } catch (RuntimeException e) {
            fail("undocumented", e);
        }
    }

    @Test
    void read_written_isEqual() throws IOException {
        assertThat(read(bytes(CATALOGUE))).isEqualTo(CATALOGUE);
    }

    @Property(tries = 1_000)
    void read_randomBytes_throwsDocumentedExceptionsOnly(@ForAll @Size(max = 300) byte[] bytes) {
        readAny(bytes);
    }

    @Property(tries = 1_000)
    void read_oneByteChanged_throwsDocumentedExceptionsOnly(
            @ForAll @IntRange(min = 0, max = 10_000) int position, @ForAll byte value) throws IOException {
        byte[] bytes = bytes(CATALOGUE);
        bytes[position % bytes.length] = value;
        readAny(bytes);
    }

    @Test
    void read_truncated_throws() throws IOException {
        byte[] bytes = bytes(CATALOGUE);
        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(truncated)).isInstanceOf(IOException.class);
        }
    }
}
