package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.foreshard.tier.OwnerToken.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens and local owners survive their codecs, and any change of their bytes is found. */
class OwnerTokenTest {
    private static final Namespace A = new Namespace("node00-a", "11");
    private static final Namespace B = new Namespace("node00-a", "22");
    private static final OwnerToken TOKEN = new OwnerToken(
            3,
            new UUID(1, 2),
            State.COLLECTED,
            "cluster 1",
            "rack é/7\nline",
            List.of(A.toString(), B.toString()),
            Instant.EPOCH,
            Instant.parse("2026-01-01T00:00:00.123456Z"));
    private static final LocalOwner LOCAL = new LocalOwner(A, 4, new UUID(3, 4), new UUID(5, 6), List.of(B));

    @TempDir
    Path directory;

    @Test
    void decode_encodedToken_isEqual() throws IOException {
        assertThat(OwnerToken.decode("t", TOKEN.encode())).isEqualTo(TOKEN);
    }

    @Test
    void decode_encodedLocalOwner_isEqual() throws IOException {
        LocalFile file = new MemoryLocalFile();
        LocalOwner first = LocalOwner.first(A, new UUID(7, 8), List.of());
        assertThat(LocalOwner.decode(file, LOCAL.encode())).isEqualTo(LOCAL);
        assertThat(LocalOwner.decode(file, first.encode())).isEqualTo(first);
    }

    @Test
    void decode_anyBitFlippedOrCut_throws() {
        assertAnyChangeFound(TOKEN.encode(), bytes -> assertThatExceptionOfType(DamagedException.class)
                .isThrownBy(() -> OwnerToken.decode("t", bytes)));
        assertAnyChangeFound(LOCAL.encode(), bytes -> assertThatExceptionOfType(DamagedException.class)
                .isThrownBy(() -> LocalOwner.decode(new MemoryLocalFile(), bytes)));
    }

    private static void assertAnyChangeFound(byte[] bytes, Consumer<byte[]> assertion) {
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertion.accept(damaged);
        }
        for (int length = 0; length < bytes.length; length++) {
            assertion.accept(Arrays.copyOf(bytes, length));
        }
        assertion.accept(Arrays.copyOf(bytes, bytes.length + 1));
    }

    @Test
    void of_anyName_returnsItsNamespace() {
        assertThat(Namespace.of("nodes/node00-a-11/group-1/part-2/3-4-5")).contains(A);
        assertThat(Namespace.of(A.toString())).contains(A);
        assertThat(Namespace.of("nodes/node00")).isEmpty();
        assertThat(Namespace.of("foreshard-store")).isEmpty();
        assertThat(A.contains("nodes/node00-a-11/owner")).isTrue();
        assertThat(A.contains("nodes/node00-a-111/owner")).isFalse();
    }

    @Test
    void place_anyName_returnsGroupAndPartitionOnlyOfNamesOfTheTier() {
        assertThat(A.place(A.object(0xcafebabe, 7, 1, 2, 3))).contains(new Namespace.Place(0xcafebabe, 7, false));
        assertThat(A.place(A.manifest(1, 1023))).contains(new Namespace.Place(1, 1023, true));
        for (String other :
                List.of("/owner", "/hold-22", "/group-x/part-1/a", "/group-1/part-x/a", "/group-1/part-1")) {
            assertThat(A.place(A + other)).as(other).isEmpty();
        }
        assertThat(A.place(B.manifest(1, 1))).isEmpty();
    }

    @Test
    void replace_file_isReadByAnotherInstance() throws IOException {
        Path path = directory.resolve("tier");
        assertThat(new DiskDirectory(path).read("owner")).isNull();

        new DiskDirectory(path).replace("owner", LOCAL.encode());
        new DiskDirectory(path).replace("owner", TOKEN.encode());

        assertThat(new DiskDirectory(path).read("owner")).isEqualTo(TOKEN.encode());
        assertThat(path).isDirectoryContaining(file -> file.equals(path.resolve("owner")));
    }
}
