package io.foreshard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import io.foreshard.store.testing.SlowObjectStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A store that fails in all the ways a network has, behind the guard. */
class GuardedObjectStoreTest {
    private static final Duration DEADLINE = Duration.ofMillis(300);
    private static final Duration PAUSE = Duration.ofMillis(500);

    @Test
    void lostRequestsAndLostAnswersAreNotSeen() throws ObjectStoreException {
        FaultyObjectStore faulty = new FaultyObjectStore(new MemoryObjectStore(), 7, .2);
        ObjectStore store = new GuardedObjectStore(faulty, DEADLINE, Duration.ofMillis(1));
        int failed = 0;
        for (int i = 0; i < 200; i++) {
            String name = "objects/" + i;
            try {
                store.put(name, bytes("content " + i));
                assertThat(store.get(name, 8, 1))
                        .isEqualTo(bytes(String.valueOf(i).substring(0, 1)));
                String version = store.replace("manifest-" + i, bytes("first " + i), null);
                assertThat(store.replace("manifest-" + i, bytes("second " + i), version))
                        .isNotEqualTo(version);
            } catch (ObjectStoreException e) {
                assertThat(e.reason())
                        .as("three failures in a row, never a false conflict")
                        .isEqualTo(Reason.UNAVAILABLE);
                failed++;
            }
        }
        assertThat(faulty.requests()).as("some were tried again").isGreaterThan(800);
        assertThat(failed).as("of 200, with .8 % for each of 4 requests").isLessThan(25);
    }

    @Test
    void aStoreThatDoesNotAnswerIsLeftAloneForAWhile() throws ObjectStoreException {
        FaultyObjectStore faulty = new FaultyObjectStore(new MemoryObjectStore(), 7, 0);
        ObjectStore store = new GuardedObjectStore(faulty, DEADLINE, PAUSE);
        store.put("a", bytes("a"));
        faulty.failing(1);

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> store.get("a", 0, 1)).isInstanceOf(ObjectStoreException.class);
        }
        long asked = faulty.requests();
        assertThatThrownBy(() -> store.get("a", 0, 1)).hasMessageContaining("does not answer; it is asked again in");
        assertThat(faulty.requests()).as("nothing is sent").isEqualTo(asked);

        faulty.failing(0);
        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> store.get("a", 0, 1)
                .equals(bytes("a")));
    }

    @Test
    void aSlowRequestEndsAtItsDeadline() throws ObjectStoreException {
        ObjectStore slow = new SlowObjectStore(new MemoryObjectStore(), Duration.ofMinutes(5));
        ObjectStore store = new GuardedObjectStore(slow, DEADLINE, PAUSE);

        assertThatThrownBy(() -> store.get("a", 0, 1)).hasMessageContaining("did not answer in time about a");
        assertThat(Thread.interrupted()).as("the caller is not interrupted").isFalse();
    }

    @Test
    void whatIsWrongForGoodIsNotTriedAgain() throws ObjectStoreException {
        FaultyObjectStore faulty = new FaultyObjectStore(new MemoryObjectStore(), 7, 0);
        ObjectStore store = new GuardedObjectStore(faulty, DEADLINE, PAUSE);
        store.put("a", bytes("a"));
        long asked = faulty.requests();

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> store.put("a", bytes("b")))
                    .extracting(e -> ((ObjectStoreException) e).reason())
                    .isEqualTo(Reason.ALREADY_EXISTS);
        }
        assertThat(faulty.requests() - asked).isEqualTo(10);
        assertThat(store.list("")).isEqualTo(List.of("a"));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
