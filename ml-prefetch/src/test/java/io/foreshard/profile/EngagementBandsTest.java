package io.foreshard.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EngagementBandsTest {
    private static EngagementBands read(byte[] bytes) throws IOException {
        return EngagementBands.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    private static byte[] bytes(EngagementBands bands) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bands.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Property(tries = 200)
    void read_written_isEqual(@ForAll @Size(min = 1, max = 50) double[] sample) throws IOException {
        Arrays.sort(sample);
        EngagementBands bands = EngagementBands.unlearned().next(sample);

        assertThat(read(bytes(bands))).isEqualTo(bands);
    }

    @Property(tries = 1_000)
    void read_randomBytes_throwsDocumentedExceptionsOnly(@ForAll @Size(max = 40) byte[] bytes) {
        try {
            assertThat(read(bytes).version()).isNotNegative();
        } catch (IOException | IllegalArgumentException expected) {
            assertThat(expected).isNotNull();
        } catch (RuntimeException e) {
            fail("undocumented", e);
        }
    }

    @Test
    void read_thresholdsNotAscending_throws() throws IOException {
        byte[] bytes = bytes(EngagementBands.unlearned());
        bytes[Long.BYTES] = 0x7f; // the first threshold

        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ascending");
    }
}
