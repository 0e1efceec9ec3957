package io.foreshard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.store.GuardedObjectStore.BreakerState;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.distant.Distance;
import io.foreshard.store.distant.DistantObjectStore;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import io.foreshard.store.testing.ObjectStoreContract;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The contract behind the guard, and the guard around stores that fail like a network. */
class GuardedObjectStoreTest extends ObjectStoreContract {
    private static final RequestLimits LIMITS =
            new RequestLimits(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(500));
    private static final ExecutorService THREADS_OF_CALLS = Executors.newCachedThreadPool();

    private final FaultyObjectStore faulty = new FaultyObjectStore(new MemoryObjectStore(), 7, 0);
    private final Events events = new Events();

    @AfterAll
    static void stopThreads() {
        THREADS_OF_CALLS.shutdownNow();
    }

    @Override
    protected GuardedObjectStore open() {
        return guard(faulty, LIMITS);
    }

    private GuardedObjectStore guard(ObjectStore guarded, RequestLimits limits) {
        return new GuardedObjectStore(guarded, limits, THREADS_OF_CALLS, events);
    }

    private static ObjectStore slow(ObjectStore store, Duration latency) {
        return new DistantObjectStore(store, new Distance(latency, Integer.MAX_VALUE, 0, 1));
    }

    @Test
    void allCalls_someRequestsAndAnswersLost_neverReportFalseConflict() {
        faulty.failing(.1);
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
                assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.UNAVAILABLE);
                failed++;
            }
        }
        assertThat(events.seen).contains("retried");
        assertThat(failed).as("of 200, with .1 % for each of 4 calls").isLessThan(10);
    }

    @Test
    void put_answerLost_isSuccess() throws Exception {
        faulty.loseNextAnswers(1);

        store.put("object", bytes("content"));

        assertThat(faulty.requests()).as("put, put, read").isEqualTo(3);
        assertThat(text(store.read("object").content())).isEqualTo("content");
    }

    @Test
    void put_answerLostAndNameTakenByOtherContent_alreadyExists() throws Exception {
        store.put("object", bytes("content"));
        assertFails(Reason.ALREADY_EXISTS, "object", () -> RepeatedWrites.put(faulty, "object", bytes("other")));
        assertThat(text(store.read("object").content())).isEqualTo("content");
    }

    @Test
    void put_firstAttempt_doesNotReadBack() throws Exception {
        store.put("object", bytes("content"));
        long requests = faulty.requests();

        assertFails(Reason.ALREADY_EXISTS, "object", () -> store.put("object", bytes("content")));

        assertThat(faulty.requests() - requests).isEqualTo(1);
    }

    @Test
    void listAndDelete_longerThanDeadline_haveDeadlinePerPage() throws Exception {
        RequestLimits limits = RequestLimits.ofDeadline(Duration.ofMillis(900));
        MemoryObjectStore memory = new MemoryObjectStore();
        List<String> names = names(memory, 3_500);
        ObjectStore slow = guard(slow(memory, Duration.ofMillis(300)), limits);

        assertThat(slow.list("")).hasSize(3_500);
        slow.delete(names);

        assertThat(memory.list("")).isEmpty();
    }

    @Test
    void listAndDelete_manyObjects_sendOneCallPerThousand() throws Exception {
        List<String> names = names(faulty, 50_001);
        long before = faulty.requests();

        assertThat(store.list("")).hasSameSizeAs(names);
        assertThat(faulty.requests() - before).isEqualTo(51);
        store.delete(names);

        assertThat(faulty.requests() - before).isEqualTo(102);
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void delete_secondBatchFails_reportsNamesThatWereNotDeleted() throws Exception {
        List<String> names = names(faulty, 2_500);
        ObjectStore failing = guard(
                new ForwardingObjectStore(faulty) {
                    private int deletes;

                    @Override
                    protected <T> T around(StoreOperation operation, String name, Call<T> call)
                            throws ObjectStoreException {
                        if (operation == StoreOperation.DELETE && deletes++ == 1) {
                            throw new ObjectStoreException(Reason.DENIED, "No right to delete " + name + ".", null);
                        }
                        return call.send();
                    }
                },
                LIMITS);

        assertFails(Reason.DENIED, names.get(1_000), () -> failing.delete(names));

        assertThat(faulty.list("")).hasSize(1_500);
        assertThat(events.seen).contains("delete " + names.subList(1_000, 2_500));
    }

    private static List<String> names(ObjectStore store, int count) throws ObjectStoreException {
        List<String> names =
                IntStream.range(0, count).mapToObj(i -> "objects/" + i).toList();
        for (String name : names) {
            store.put(name, bytes(""));
        }
        return names;
    }

    @Test
    void replace_answerLost_returnsVersionOfLostAnswer() throws Exception {
        String first = store.replace("manifest", bytes("one"), null);
        faulty.loseNextAnswers(1);

        String second = store.replace("manifest", bytes("two"), first);

        assertThat(store.read("manifest")).isEqualTo(new VersionedObject(bytes("two"), second));
    }

    @Test
    void replace_answerLostAndReplacedByOther_isConflict() throws Exception {
        String first = store.replace("manifest", bytes("one"), null);
        String second = store.replace("manifest", bytes("two"), first);
        store.replace("manifest", bytes("other"), second);

        assertFails(Reason.CONFLICT, "manifest", () -> RepeatedWrites.replace(faulty, "manifest", bytes("two"), first));
        assertFails(Reason.CONFLICT, "absent", () -> RepeatedWrites.replace(faulty, "absent", bytes("two"), first));
    }

    @Test
    void get_storeFails_breakerOpensAndClosesAfterTrial() throws Exception {
        GuardedObjectStore guarded = (GuardedObjectStore) store;
        store.put("a", bytes("a"));
        faulty.failing(1);

        for (int i = 0; i < 2; i++) {
            assertFails(Reason.UNAVAILABLE, "a", () -> store.get("a", 0, 1));
        }
        assertThat(guarded.breakerState()).isEqualTo(BreakerState.OPEN);
        long requests = faulty.requests();
        assertThat(requests).as("put, 3 attempts, 2 attempts").isEqualTo(6);
        assertThatThrownBy(() -> store.get("a", 0, 1)).hasMessageContaining("does not answer; the next attempt is in");
        assertThat(faulty.requests()).as("an open breaker sends nothing").isEqualTo(requests);

        faulty.failing(0);
        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> store.get("a", 0, 1)
                .equals(bytes("a")));
        assertThat(guarded.breakerState()).isEqualTo(BreakerState.CLOSED);
        assertThat(events.seen).containsSubsequence("retried", "opened", "closed");
        assertThat(events.seen.stream().filter("opened"::equals)).hasSize(1);
    }

    @Test
    void get_storeSlow_failsByDeadline() {
        RequestLimits limits = RequestLimits.ofDeadline(Duration.ofMillis(600));
        ObjectStore guarded = guard(slow(faulty, Duration.ofMinutes(5)), limits);
        long start = System.nanoTime();

        assertThatThrownBy(() -> guarded.get("a", 0, 1))
                .hasMessageMatching(
                        "The object store did not answer the call about a in time\\. \\(2 attempts in \\d+ ms\\)");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(limits.deadline(), Duration.ofSeconds(3));
        assertThat(Thread.interrupted()).as("the caller is interrupted").isFalse();
    }

    @Test
    void get_callerInterrupted_returnsAnswerAndStaysInterrupted() throws Exception {
        store.put("a", bytes("a"));
        ObjectStore guarded = guard(slow(faulty, Duration.ofMillis(100)), LIMITS);
        Thread.currentThread().interrupt();

        String read = text(guarded.get("a", 0, 1));

        assertThat(Thread.interrupted()).as("the caller is interrupted").isTrue();
        assertThat(read).isEqualTo("a");
    }

    @Test
    void get_tenInterruptedCalls_breakerStaysClosed() throws Exception {
        store.put("a", bytes("a"));
        for (int i = 0; i < 10; i++) {
            Thread.currentThread().interrupt();
            assertThat(text(store.get("a", 0, 1))).isEqualTo("a");
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(((GuardedObjectStore) store).breakerState()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void put_permanentFailure_isNotRetried() throws Exception {
        store.put("a", bytes("a"));
        long requests = faulty.requests();

        for (int i = 0; i < 10; i++) {
            assertFails(Reason.ALREADY_EXISTS, "a", () -> store.put("a", bytes("b")));
        }

        assertThat(faulty.requests() - requests).isEqualTo(10);
        assertThat(((GuardedObjectStore) store).breakerState()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void get_outage_sendsAtMostAFifthMoreRequests() {
        // A pause of 1 ns keeps the breaker out of the count.
        ObjectStore guarded =
                guard(faulty, new RequestLimits(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofNanos(1)));
        faulty.failing(1);

        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> guarded.get("a", 0, 1)).isInstanceOf(ObjectStoreException.class);
        }

        assertThat(faulty.requests()).isBetween(100L, 130L);
    }

    @Test
    void delete_fails_isReportedWithNames() {
        faulty.failing(1);

        assertFails(Reason.UNAVAILABLE, "a", () -> store.delete(List.of("a", "b")));

        assertThat(events.seen).contains("delete [a, b]");
    }

    @Test
    void get_executorStopped_isUnavailable() {
        ExecutorService stopped = Executors.newCachedThreadPool();
        stopped.shutdownNow();
        ObjectStore guarded = new GuardedObjectStore(faulty, LIMITS, stopped, StoreListener.NONE);

        assertFails(Reason.UNAVAILABLE, "a was not sent", () -> guarded.get("a", 0, 1));
    }

    @Test
    void limits_attemptLongerThanDeadline_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new RequestLimits(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }

    /** Records the events of a guard in their order. */
    private static final class Events implements StoreListener {
        private final List<String> seen = new CopyOnWriteArrayList<>();

        @Override
        public void retried(StoreOperation operation, String name, ObjectStoreException cause) {
            seen.add("retried");
        }

        @Override
        public void breakerOpened(ObjectStoreException cause) {
            assertThat(cause).isNotNull();
            seen.add("opened");
        }

        @Override
        public void breakerClosed() {
            seen.add("closed");
        }

        @Override
        public void deleteFailed(Collection<String> names, ObjectStoreException cause) {
            seen.add("delete " + names);
        }
    }
}
