package io.foreshard.store.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.memory.MemoryObjectStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Ranges of encrypted objects are the ranges of their plaintexts, for lengths around the ends of frames. */
class EncryptedRangesTest {
    private static final int FRAME = FrameLayout.PLAIN_BYTES;

    @Provide
    Arbitrary<Integer> lengths() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 3 * FRAME + 100),
                Arbitraries.of(0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME - 1, 2 * FRAME, 2 * FRAME + 1));
    }

    @Property(tries = 300)
    void get_anyRange_isRangeOfPlaintext(
            @ForAll("lengths") int length, @ForAll("lengths") int from, @ForAll("lengths") int count) throws Exception {
        MemoryObjectStore memory = new MemoryObjectStore();
        EncryptionKeys keys = EncryptionKeys.parse(EncryptedObjectStoreTest.key(1), "test");
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        new EncryptedObjectStore(memory, keys).put("object", ByteBuffer.wrap(content));
        ObjectStore store = new EncryptedObjectStore(memory, keys);

        for (int again = 0; again < 2; again++) {
            if (from + count <= length) {
                assertThat(store.get("object", from, count)).isEqualTo(ByteBuffer.wrap(content, from, count));
            } else if (count > 0) {
                assertThat(catchThrowableOfType(ObjectStoreException.class, () -> store.get("object", from, count))
                                .reason())
                        .isEqualTo(Reason.CORRUPT);
            }
        }
        assertThat(store.read("object").content()).isEqualTo(ByteBuffer.wrap(content));
        List<Long> sizes = new ArrayList<>();
        store.forEach("", object -> sizes.add(object.bytes()));
        assertThat(sizes).containsExactly((long) length);
    }
}
