package io.foreshard.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.foreshard.store.GuardedObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.RequestLimits;
import io.foreshard.store.StoreListener;
import io.foreshard.store.StoreOptions;
import io.foreshard.testing.s3.S3ServerProcess;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers in which services refuse a conditional write, behind the guard. */
@Isolated("credentials are system properties")
class S3ConditionalWriteTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private RecordingHttpServer server;
    private ObjectStore store;

    @BeforeEach
    void start() throws Exception {
        S3ServerProcess.restoreCredentials();
        server = new RecordingHttpServer();
        // The first request of a JVM loads the classes of the SDK, 1 to 3 s on a busy machine.
        RequestLimits limits = RequestLimits.ofDeadline(Duration.ofSeconds(30));
        StoreOptions options =
                StoreOptions.none().with("s3.endpoint", server.endpoint()).within(limits);
        store = new GuardedObjectStore(
                ObjectStores.open("s3://some-bucket/prefix", options), limits, threads, StoreListener.NONE);
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
        threads.shutdownNow();
        S3ServerProcess.clearCredentials();
    }

    @ParameterizedTest
    @CsvSource({"412,CONFLICT", "404,CONFLICT", "501,UNSUPPORTED", "403,DENIED"})
    void replace_refused_hasReasonAndIsNotRetried(int status, Reason reason) {
        server.answerNext(status);

        ObjectStoreException e = catchThrowableOfType(
                ObjectStoreException.class, () -> store.replace("manifest", ByteBuffer.allocate(1), "\"1\""));

        assertThat(e.reason()).isEqualTo(reason);
        assertThat(server.requests()).hasSize(1);
        assertThat(server.requests().get(0).header("If-Match")).isEqualTo("\"1\"");
    }

    @ParameterizedTest
    @CsvSource({"412,ALREADY_EXISTS", "501,UNSUPPORTED"})
    void put_refused_hasReasonAndIsNotRetried(int status, Reason reason) {
        server.answerNext(status);

        ObjectStoreException e =
                catchThrowableOfType(ObjectStoreException.class, () -> store.put("object", ByteBuffer.allocate(1)));

        assertThat(e.reason()).isEqualTo(reason);
        assertThat(server.requests()).hasSize(1);
        assertThat(server.requests().get(0).header("If-None-Match")).isEqualTo("*");
    }

    /** S3 answers 409 while another write of the object is under way: the condition may hold afterwards. */
    @Test
    void replace_otherWriteUnderWay_isSentAgain() throws Exception {
        server.answerNext(409);

        assertThat(store.replace("manifest", ByteBuffer.allocate(1), "\"0\"")).isEqualTo("\"1\"");

        assertThat(server.requests()).hasSize(2);
    }
}
