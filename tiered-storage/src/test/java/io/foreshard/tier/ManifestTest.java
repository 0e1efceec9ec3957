package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A manifest survives its codec, and any change of its bytes is found. */
class ManifestTest {
    private static final String NAME = "nodes/n-1/group-cafe/part-7/manifest";

    @Provide
    Arbitrary<Manifest> manifests() {
        Arbitrary<Manifest.Entry> entries = Combinators.combine(
                        Arbitraries.strings()
                                .withChars("abc/-é1")
                                .ofMinLength(1)
                                .ofMaxLength(20),
                        Arbitraries.integers().between(1, 4096),
                        Arbitraries.longs(),
                        Arbitraries.integers())
                .as(Manifest.Entry::new);
        return Combinators.combine(
                        Arbitraries.integers(),
                        Arbitraries.integers().between(0, 65_000),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        entries.list().ofMaxSize(6))
                .as((group, partition, identity, generation, epoch, list) -> new Manifest(
                        group, partition, identity, generation, epoch, new UUID(epoch, identity), 4096, list));
    }

    @Property(tries = 200)
    void decode_encoded_isEqual(@ForAll("manifests") Manifest manifest) throws IOException {
        assertThat(Manifest.decode(NAME, manifest.encode())).isEqualTo(manifest);
    }

    @Property(tries = 20)
    void decode_anyByteChanged_throws(
            @ForAll("manifests") Manifest manifest, @ForAll @IntRange(min = 1, max = 255) int change) {
        byte[] bytes = manifest.encode();
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= (byte) change;
            assertThatExceptionOfType(DamagedException.class)
                    .isThrownBy(() -> Manifest.decode(NAME, damaged))
                    .withMessageContaining(NAME);
        }
    }

    @Property(tries = 20)
    void decode_anyTruncationOrExtension_throws(@ForAll("manifests") Manifest manifest) {
        byte[] bytes = manifest.encode();
        for (int length = 0; length < bytes.length + 8; length++) {
            if (length != bytes.length) {
                byte[] damaged = Arrays.copyOf(bytes, length);
                assertThatExceptionOfType(DamagedException.class).isThrownBy(() -> Manifest.decode(NAME, damaged));
            }
        }
    }

    @Example
    void encode_4096Objects_takesAtMost32BytesEach() {
        Namespace namespace = new Namespace("node00-0f6a7b52-1c1e-4a5f-9f9c-0a1b2c3d4e5f", "0123456789abcdef");
        List<Manifest.Entry> entries = IntStream.range(0, 4096)
                .mapToObj(i -> new Manifest.Entry(namespace.object(0xcafe, 7, 12, 900 + i / 10, i), 4096, 900, i))
                .toList();

        byte[] bytes = new Manifest(0xcafe, 7, 1, 1, 12, new UUID(1, 2), 4096, entries).encode();

        assertThat(bytes.length).isLessThan(4096 * 32);
    }
}
