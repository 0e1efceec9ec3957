package io.foreshard.store.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.StoreSelfTest;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import io.foreshard.store.testing.ObjectStoreContract;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncryptedObjectStoreTest extends ObjectStoreContract {
    private static final String OLD_KEY = key(1);
    private static final String NEW_KEY = key(2);
    private static final int FRAME = FrameLayout.PLAIN_BYTES;

    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final FaultyObjectStore counted = new FaultyObjectStore(memory, 7, 0);

    @Override
    protected ObjectStore open() {
        return open(OLD_KEY);
    }

    /** Opens the same objects as a node that has read none of them. */
    private ObjectStore open(String keys) {
        return new EncryptedObjectStore(counted, EncryptionKeys.parse(keys, "test"));
    }

    static String key(int seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void put_content_isNotReadableInTheStore() throws Exception {
        store.put("object", bytes("plaintext plaintext"));

        assertThat(new String(memory.read("object").content().array(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("plain");
        store.put("other", bytes("plaintext plaintext"));
        assertThat(memory.read("object").content())
                .isNotEqualTo(memory.read("other").content());
    }

    @Test
    void put_empty_takesOneFrame() throws Exception {
        store.put("empty", bytes(""));

        assertThat(memory.read("empty").content().remaining()).isEqualTo(48);
    }

    @Test
    void selfTest_encrypted_works() {
        StoreSelfTest.Verdict verdict = StoreSelfTest.run(store);

        assertThat(verdict.usable()).as(verdict.sentence()).isTrue();
    }

    /** Requests of a range for a node that does not know the object's length, and when the range is read again. */
    @ParameterizedTest
    @CsvSource({"0,1,1,1", "65535,2,1,1", "65536,65536,1,1", "10,131000,1,1", "131072,100,3,1", "0,131172,3,1"})
    void get_range_isOneRequestUnlessItTouchesLastFrameFirst(int offset, int length, int first, int again)
            throws Exception {
        byte[] content = random(2 * FRAME + 100);
        store.put("object", ByteBuffer.wrap(content));
        ObjectStore other = open(OLD_KEY);
        long before = counted.requests();

        assertThat(other.get("object", offset, length)).isEqualTo(ByteBuffer.wrap(content, offset, length));
        assertThat(counted.requests() - before).isEqualTo(first);
        assertThat(other.get("object", offset, length)).isEqualTo(ByteBuffer.wrap(content, offset, length));
        assertThat(counted.requests() - before).isEqualTo(first + again);
    }

    @Test
    void get_replacedByOtherNode_returnsNewContent() throws Exception {
        String version = store.replace("manifest", bytes("short"), null);
        ObjectStore other = open(OLD_KEY);
        other.replace("manifest", bytes("much longer"), version);

        assertThat(text(store.get("manifest", 5, 6))).isEqualTo("longer");
    }

    @Test
    void rotation_newKeyFirst_readsOldObjectsAndWritesWithNewKey() throws Exception {
        store.put("old", bytes("old content"));
        ObjectStore rotated = open("# of this year\n" + NEW_KEY + "\n" + OLD_KEY + " # of last year\n");
        rotated.put("new", bytes("new content"));

        assertThat(text(rotated.read("old").content())).isEqualTo("old content");
        assertThat(text(open(NEW_KEY).read("new").content())).isEqualTo("new content");
        assertFails(Reason.DENIED, "new", () -> store.read("new"));
    }

    @Test
    void read_wrongKey_namesKeyIdsAndCureWithoutKeys() throws Exception {
        store.put("object", bytes("content"));
        ObjectStore other = open(NEW_KEY);

        ObjectStoreException e = catchThrowableOfType(ObjectStoreException.class, () -> other.get("object", 0, 1));

        assertThat(e.reason()).isEqualTo(Reason.DENIED);
        assertThat(e)
                .hasMessageMatching("The object object is encrypted with the key [0-9a-f]{16}, which is not among the"
                        + " keys \\[[0-9a-f]{16}\\] of this node: add that key to tier.encryptionKeys.");
        assertThat(e.getMessage()).doesNotContain(OLD_KEY).doesNotContain(NEW_KEY);
    }

    @Test
    void read_plainObject_isCorrupt() throws Exception {
        memory.put("plain", bytes("written before encryption was switched on, and longer than one header of a frame"));

        assertFails(Reason.CORRUPT, "is not encrypted by this store", () -> store.read("plain"));
        assertFails(Reason.CORRUPT, "is not encrypted by this store", () -> store.get("plain", 0, 1));
    }

    @Test
    void read_anyByteFlipped_isDetected() throws Exception {
        byte[] content = random(300);
        store.put("object", ByteBuffer.wrap(content));
        byte[] stored = memory.read("object").content().array();

        for (int i = 0; i < stored.length; i++) {
            assertDetected(flipped(stored, i), 0, content.length);
        }
    }

    @Test
    void read_anyByteOfSeveralFramesFlipped_isDetected() throws Exception {
        byte[] content = random(2 * FRAME + 5);
        store.put("object", ByteBuffer.wrap(content));
        byte[] stored = memory.read("object").content().array();
        Random random = new Random(5);

        for (int i = 0; i < 1_000; i++) {
            int at = i < 300 ? i / 100 * FrameLayout.STORED_BYTES + i % 100 : random.nextInt(stored.length);
            at = Math.min(at, stored.length - 1);
            int frame = at / FrameLayout.STORED_BYTES;
            int offset = frame * FRAME;
            assertDetected(flipped(stored, at), offset, Math.min(FRAME, content.length - offset));
        }
    }

    @Test
    void read_cutObject_isDetected() throws Exception {
        byte[] content = random(2 * FRAME + 5);
        store.put("object", ByteBuffer.wrap(content));
        byte[] stored = memory.read("object").content().array();
        int frame = FrameLayout.STORED_BYTES;

        for (int end : List.of(0, 1, 31, 47, 48, frame - 1, frame, frame + 40, 2 * frame, stored.length - 1)) {
            assertDetected(java.util.Arrays.copyOf(stored, end), content.length - 5, 5);
        }
        assertDetected(java.util.Arrays.copyOf(stored, stored.length + 60), content.length - 5, 0);
    }

    @Test
    void read_framesSwappedOrOfOtherObject_isDetected() throws Exception {
        byte[] content = random(2 * FRAME + 5);
        store.put("object", ByteBuffer.wrap(content));
        store.put("other", ByteBuffer.wrap(content));
        store.put("longer", ByteBuffer.wrap(random(2 * FRAME + 6)));
        byte[] stored = memory.read("object").content().array();
        int frame = FrameLayout.STORED_BYTES;

        byte[] swapped = stored.clone();
        System.arraycopy(stored, frame, swapped, 0, frame);
        System.arraycopy(stored, 0, swapped, frame, frame);
        assertDetected(swapped, 0, 10);
        for (String source : List.of("other", "longer")) {
            byte[] mixed = stored.clone();
            System.arraycopy(memory.read(source).content().array(), 0, mixed, 0, frame);
            assertDetected(mixed, 0, 10);
        }
        assertDetected(memory.read("other").content().array(), 0, 10);
    }

    private static byte[] flipped(byte[] stored, int at) {
        byte[] damaged = stored.clone();
        damaged[at] ^= 1 << at % 8;
        return damaged;
    }

    /** Asserts that neither a whole nor a ranged read returns anything of a damaged object; a length of 0 skips the ranged read. */
    private void assertDetected(byte[] damaged, int offset, int length) throws Exception {
        memory.delete(List.of("object"));
        memory.put("object", ByteBuffer.wrap(damaged));
        ObjectStore reader = open(OLD_KEY);
        assertThat(catchThrowableOfType(ObjectStoreException.class, () -> reader.read("object"))
                        .reason())
                .isIn(Reason.CORRUPT, Reason.DENIED);
        if (length > 0) {
            assertThat(catchThrowableOfType(ObjectStoreException.class, () -> reader.get("object", offset, length))
                            .reason())
                    .isIn(Reason.CORRUPT, Reason.DENIED);
        }
    }
}
