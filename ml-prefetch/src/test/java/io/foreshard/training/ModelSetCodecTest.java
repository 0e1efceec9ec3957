package io.foreshard.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.predict.ActionSequence;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ModelSetCodecTest {
    private static final int HEADER_BYTES = 12;
    private static final ModelSet MODELS = models();
    private static final byte[] BYTES = ModelSetCodec.encode(MODELS);

    private static ModelSet models() {
        List<ActionSequence> users = TestUsers.users(7, 800, 1, TestUsers.BEGIN);
        return ModelSelection.train(users, ModelVersions.NONE, TestUsers.after(users))
                .models()
                .orElseThrow();
    }

    @Example
    void decode_encodedModels_areTheSameBytes() {
        ModelSet read = ModelSetCodec.decode(BYTES);

        assertThat(read.version()).isEqualTo(1);
        assertThat(read.nextType().orElseThrow().report())
                .isEqualTo(MODELS.nextType().orElseThrow().report());
        assertThat(read.candidates().isEmpty()).isFalse();
        assertThat(ModelSetCodec.encode(read)).isEqualTo(BYTES);
    }

    @Property
    void decode_flippedByte_isRefused(
            @ForAll @IntRange(min = 0, max = 1_000_000) int place, @ForAll @IntRange(min = 1, max = 255) int bits) {
        byte[] flipped = BYTES.clone();
        flipped[place % BYTES.length] ^= (byte) bits;
        assertRefused(flipped);
    }

    @Property
    void decode_truncatedOrLonger_isRefused(@ForAll @IntRange(min = 0, max = 1_000_000) int length) {
        assertRefused(Arrays.copyOf(BYTES, length % BYTES.length));
        assertRefused(Arrays.copyOf(BYTES, BYTES.length + 1 + length % 100));
    }

    @Property
    void decode_foreignBytes_isRefused(@ForAll @Size(max = 300) byte[] foreign) {
        assertRefused(foreign);
    }

    /** A checksum does not help against bytes that were written wrongly. */
    @Property
    void decode_changedBodyWithMatchingChecksum_isRefusedOrAModel(
            @ForAll @IntRange(min = 0, max = 1_000_000) int place, @ForAll byte value) {
        byte[] body = Arrays.copyOfRange(BYTES, HEADER_BYTES, BYTES.length);
        body[place % body.length] = value;
        try {
            assertThat(ModelSetCodec.decode(ModelSetCodec.sealed(body)).version())
                    .isPositive();
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Example
    void decode_otherFormat_isRefusedWithBothFormats() {
        byte[] newer = BYTES.clone();
        ByteBuffer.wrap(newer).putInt(4, 2);
        assertThatThrownBy(() -> ModelSetCodec.decode(newer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("These models have format 2, this version reads format 1");
    }

    @Example
    void decode_otherNumberOfFeatures_isRefusedWithBothNumbers() {
        byte[] body = Arrays.copyOfRange(BYTES, HEADER_BYTES, BYTES.length);
        int nextType = ByteBuffer.wrap(body).getInt(8);
        int features = 12 + nextType + 1;
        ByteBuffer.wrap(body).putInt(features, ByteBuffer.wrap(body).getInt(features) - 1);
        assertThatThrownBy(() -> ModelSetCodec.decode(ModelSetCodec.sealed(body)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A model of candidates has 26 features, this version has 27; train a new one.");
    }

    private static void assertRefused(byte[] wrong) {
        assertThatThrownBy(() -> ModelSetCodec.decode(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).*train (a new one|new ones)\\.");
    }
}
