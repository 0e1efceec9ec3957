package io.foreshard.store.distant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.ObjectStoreContract;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DistantObjectStoreTest extends ObjectStoreContract {
    @Override
    protected ObjectStore open() {
        return new DistantObjectStore(new MemoryObjectStore(), new Distance(Duration.ofMillis(2), 80_000_000, 0, 1));
    }

    private static long millis(ObjectStore store, int bytes) throws ObjectStoreException {
        long start = System.nanoTime();
        store.get("object", 0, bytes);
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    @Test
    void get_largeRange_takesTheFirstByteAndTheTransfer() throws ObjectStoreException {
        MemoryObjectStore memory = new MemoryObjectStore();
        memory.put("object", ByteBuffer.allocate(1 << 20));
        ObjectStore store = new DistantObjectStore(memory, new Distance(Duration.ofMillis(20), 10_000_000, 0, 1));

        assertThat(millis(store, 1)).isGreaterThanOrEqualTo(20);
        assertThat(millis(store, 1 << 20)).isGreaterThanOrEqualTo(124);
    }

    @Test
    void get_straggler_takes200MillisecondsAtLeast() throws ObjectStoreException {
        MemoryObjectStore memory = new MemoryObjectStore();
        memory.put("object", ByteBuffer.allocate(1));
        ObjectStore store = new DistantObjectStore(memory, new Distance(Duration.ZERO, 80_000_000, 1, 1));

        assertThat(millis(store, 1)).isGreaterThanOrEqualTo(200);
    }

    @Test
    void get_interrupted_fails() throws ObjectStoreException {
        MemoryObjectStore memory = new MemoryObjectStore();
        memory.put("object", ByteBuffer.allocate(1));
        ObjectStore store = new DistantObjectStore(memory, Distance.S3);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> store.get("object", 0, 1)).isInstanceOf(ObjectStoreException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void parse_text_equalsTheText() {
        String text = "firstByteMillis=7,megabytesPerSecond=9,stragglers=0.25,seed=3";
        assertThat(Distance.parse(text)).hasToString(text);
        assertThat(Distance.parse(null)).isEqualTo(Distance.S3);
    }
}
