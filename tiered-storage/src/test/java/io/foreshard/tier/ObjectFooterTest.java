package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.foreshard.store.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The footer survives the store, and any change of it is found. */
class ObjectFooterTest {
    private static final int PAGE_BYTES = 64;
    private static final String NAME = "nodes/n-1/group-cafe/part-7/1-1-1";

    private static ObjectFooter footer(int... pages) {
        int[] checksums = Arrays.stream(pages).map(page -> 31 * page).toArray();
        return new ObjectFooter(pages, checksums, 0xcafe, 7, 42, 3, PAGE_BYTES);
    }

    private static ByteBuffer encoded(ObjectFooter footer) {
        ByteBuffer bytes = ByteBuffer.allocate(ObjectFooter.bytes(footer.pages().length));
        footer.put(bytes);
        assertThat(bytes.hasRemaining()).isFalse();
        return bytes.flip();
    }

    @Property(tries = 100)
    void decode_encoded_isEqual(@ForAll @Size(max = 50) int[] pages, @ForAll long identity, @ForAll int group)
            throws IOException {
        ObjectFooter footer = new ObjectFooter(pages, pages, group, 3, identity, 9, PAGE_BYTES);

        ObjectFooter decoded = ObjectFooter.decode(NAME, pages.length, encoded(footer));

        assertThat(decoded).usingRecursiveComparison().isEqualTo(footer);
    }

    @Example
    void decode_anyBitFlipped_throws() {
        ByteBuffer bytes = encoded(footer(1, 2, 5));
        for (int bit = 0; bit < 8 * bytes.limit(); bit++) {
            byte[] damaged = bytes.array().clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatExceptionOfType(DamagedException.class)
                    .isThrownBy(() -> ObjectFooter.decode(NAME, 3, ByteBuffer.wrap(damaged)))
                    .withMessageContaining(NAME);
        }
    }

    @Property(tries = 50)
    void decode_anyOtherLength_throws(@ForAll @IntRange(max = 200) int length) {
        byte[] bytes = Arrays.copyOf(encoded(footer(1, 2, 5)).array(), length);
        if (length != ObjectFooter.bytes(3)) {
            assertThatExceptionOfType(DamagedException.class)
                    .isThrownBy(() -> ObjectFooter.decode(NAME, 3, ByteBuffer.wrap(bytes)));
        }
        if (length != ObjectFooter.bytes(2)) {
            assertThatExceptionOfType(DamagedException.class)
                    .isThrownBy(() -> ObjectFooter.decode(NAME, 2, ByteBuffer.wrap(bytes)));
        }
    }

    @Example
    void read_objectOfAnotherPartitionGenerationOrFile_throws() throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        ObjectFooter footer = footer(4, 6);
        ByteBuffer object = ByteBuffer.allocate(2 * PAGE_BYTES + ObjectFooter.bytes(2));
        int crc = footer.put(object.position(2 * PAGE_BYTES));
        store.put(NAME, object.flip());

        assertThat(ObjectFooter.read(store, manifest(7, 42, 3, crc), entry(3, crc)))
                .usingRecursiveComparison()
                .isEqualTo(footer);
        assertRefused(store, manifest(8, 42, 3, crc), entry(3, crc));
        assertRefused(store, manifest(7, 43, 3, crc), entry(3, crc));
        assertRefused(store, manifest(7, 42, 3, crc), entry(2, crc));
        assertRefused(store, manifest(7, 42, 3, crc), entry(3, crc + 1));
    }

    private static void assertRefused(MemoryObjectStore store, Manifest manifest, Manifest.Entry entry) {
        assertThatExceptionOfType(DamagedException.class)
                .isThrownBy(() -> ObjectFooter.read(store, manifest, entry))
                .withMessageContaining(NAME)
                .withMessageContaining("not the one that the manifest names");
    }

    private static Manifest.Entry entry(long generation, int crc) {
        return new Manifest.Entry(NAME, 2, generation, crc);
    }

    private static Manifest manifest(int partition, long identity, long generation, int crc) {
        return new Manifest(
                0xcafe,
                partition,
                identity,
                generation,
                1,
                new UUID(1, 2),
                PAGE_BYTES,
                List.of(entry(generation, crc)));
    }
}
