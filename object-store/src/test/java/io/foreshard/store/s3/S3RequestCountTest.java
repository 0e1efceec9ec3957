package io.foreshard.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.foreshard.store.GuardedObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.RequestLimits;
import io.foreshard.store.StoreListener;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.s3.FailingHttpServer.Failure;
import io.foreshard.testing.s3.S3ServerProcess;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The HTTP requests and the duration of one guarded call for each way in which a service fails. */
@Isolated("credentials are system properties")
class S3RequestCountTest {
    private static final RequestLimits LIMITS = RequestLimits.ofDeadline(Duration.ofSeconds(2));
    /** The promised 10 %, and half a second for a machine that does not schedule the caller at once. */
    private static final Duration LATEST =
            LIMITS.deadline().multipliedBy(11).dividedBy(10).plusMillis(500);

    private final ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newCachedThreadPool();

    /** A call of the store that the service fails. */
    private interface Call {
        void send(ObjectStore store) throws ObjectStoreException;
    }

    /** The first request of a JVM loads the classes of the SDK, 1 to 3 s on a busy machine: as long as the deadline of these tests. */
    @BeforeAll
    static void loadSdk() throws Exception {
        S3ServerProcess.restoreCredentials();
        StoreOptions options = StoreOptions.none().within(RequestLimits.ofDeadline(Duration.ofMinutes(1)));
        try (FailingHttpServer server = new FailingHttpServer(Failure.SLOW_DOWN);
                ObjectStore store =
                        ObjectStores.open("s3://some-bucket/prefix", options.with("s3.endpoint", server.endpoint()))) {
            List<Call> calls = List.of(
                    each -> each.get("object", 0, 1),
                    each -> each.put("object", ByteBuffer.allocate(1)),
                    each -> each.delete(List.of("object")),
                    each -> each.list(""));
            for (Call call : calls) {
                assertThat(catchThrowableOfType(ObjectStoreException.class, () -> call.send(store)))
                        .isNotNull();
            }
        }
    }

    @BeforeEach
    void setCredentials() {
        S3ServerProcess.restoreCredentials();
    }

    @AfterEach
    void clear() {
        threads.shutdownNow();
        S3ServerProcess.clearCredentials();
    }

    @ParameterizedTest
    @CsvSource({"SLOW_DOWN,3", "INTERNAL_ERROR,3", "SILENT,2", "HALF_BODY,3", "SLOW_BODY,2"})
    void get_serviceFails_sendsCountedRequestsUntilDeadline(Failure failure, int requests) throws Exception {
        assertRequests(failure, requests, store -> store.get("object", 0, 100));
    }

    @ParameterizedTest
    @CsvSource({"SLOW_DOWN,3", "SILENT,2"})
    void put_serviceFails_sendsCountedRequestsUntilDeadline(Failure failure, int requests) throws Exception {
        assertRequests(failure, requests, store -> store.put("object", ByteBuffer.allocate(100)));
    }

    @ParameterizedTest
    @CsvSource({"SLOW_DOWN,3", "SILENT,2"})
    void replace_serviceFails_sendsCountedRequestsUntilDeadline(Failure failure, int requests) throws Exception {
        assertRequests(failure, requests, store -> store.replace("object", ByteBuffer.allocate(100), "1"));
    }

    @ParameterizedTest
    @CsvSource({"SLOW_DOWN,3", "SILENT,2"})
    void delete_serviceFails_sendsCountedRequestsUntilDeadline(Failure failure, int requests) throws Exception {
        assertRequests(failure, requests, store -> store.delete(List.of("object")));
    }

    @ParameterizedTest
    @CsvSource({"SLOW_DOWN,3", "SILENT,2"})
    void list_serviceFails_sendsCountedRequestsUntilDeadline(Failure failure, int requests) throws Exception {
        assertRequests(failure, requests, store -> store.list("prefix"));
    }

    private void assertRequests(Failure failure, int requests, Call call) throws Exception {
        try (FailingHttpServer server = new FailingHttpServer(failure);
                ObjectStore store = guarded(server)) {
            long start = System.nanoTime();

            ObjectStoreException e = catchThrowableOfType(ObjectStoreException.class, () -> call.send(store));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LATEST);
            assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(server.requests()).isEqualTo(requests);
            // Requests that were given up do not hold their threads while the service stays silent.
            await().atMost(Duration.ofSeconds(10)).until(() -> threads.getActiveCount() == 0);
        }
    }

    private ObjectStore guarded(FailingHttpServer server) throws ObjectStoreException {
        StoreOptions options =
                StoreOptions.none().with("s3.endpoint", server.endpoint()).within(LIMITS);
        return new GuardedObjectStore(
                ObjectStores.open("s3://some-bucket/prefix", options), LIMITS, threads, StoreListener.NONE);
    }
}
