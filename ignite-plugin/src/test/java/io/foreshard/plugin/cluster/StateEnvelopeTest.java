package io.foreshard.plugin.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StateEnvelopeTest {
    private static final String KEY = "key";

    @Property(tries = 300)
    void open_sealed_returnsTheContent(
            @ForAll byte[] content, @ForAll @IntRange(min = 1) int format, @ForAll @LongRange(min = 1) long version) {
        StateEnvelope opened =
                StateEnvelope.open(KEY, StateEnvelope.seal(KEY, format, version, UUID.randomUUID(), content));

        assertThat(opened.content()).isEqualTo(content);
        assertThat(opened.format()).isEqualTo(format);
        assertThat(opened.version()).isEqualTo(version);
    }

    @Property(tries = 500)
    void open_randomBytes_areRefused(@ForAll @Size(max = 200) byte[] bytes) {
        assertThatIllegalArgumentException().isThrownBy(() -> StateEnvelope.open(KEY, bytes));
    }

    @Property(tries = 300)
    void open_oneByteChanged_isRefused(
            @ForAll @Size(max = 100) byte[] content,
            @ForAll @IntRange(min = 0, max = 10_000) int position,
            @ForAll @IntRange(min = 1, max = 255) int change) {
        byte[] stored = StateEnvelope.seal(KEY, 1, 1, UUID.randomUUID(), content);
        stored[position % stored.length] ^= (byte) change;

        assertThatIllegalArgumentException().isThrownBy(() -> StateEnvelope.open(KEY, stored));
    }

    @Property(tries = 300)
    void open_truncated_isRefused(
            @ForAll @Size(max = 100) byte[] content, @ForAll @IntRange(min = 0, max = 10_000) int length) {
        byte[] stored = StateEnvelope.seal(KEY, 1, 1, UUID.randomUUID(), content);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> StateEnvelope.open(KEY, Arrays.copyOf(stored, length % stored.length)));
    }

    @Test
    void open_contentOfAnotherKey_isRefused() {
        byte[] stored = StateEnvelope.seal("other", 1, 1, UUID.randomUUID(), new byte[3]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> StateEnvelope.open(KEY, stored))
                .withMessageContaining("checksum");
    }

    @Test
    void hasHeader_sameVersionAndContentOfAnotherWrite_isFalse() {
        byte[] ours = StateEnvelope.seal(KEY, 1, 7, UUID.randomUUID(), new byte[3]);
        byte[] theirs = StateEnvelope.seal(KEY, 1, 7, UUID.randomUUID(), new byte[3]);

        assertThat(StateEnvelope.hasHeader(ours, StateEnvelope.header(ours))).isTrue();
        assertThat(StateEnvelope.hasHeader(theirs, StateEnvelope.header(ours))).isFalse();
        assertThat(StateEnvelope.hasHeader("text", StateEnvelope.header(ours))).isFalse();
        assertThat(StateEnvelope.hasHeader(null, StateEnvelope.header(ours))).isFalse();
    }
}
