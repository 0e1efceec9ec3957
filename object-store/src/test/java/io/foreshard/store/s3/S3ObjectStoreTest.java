package io.foreshard.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.testing.ObjectStoreContract;
import io.foreshard.testing.s3.S3ServerProcess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("credentials are system properties")
class S3ObjectStoreTest extends ObjectStoreContract {
    /** The time limit of an attempt, and slack for a busy machine. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static S3ServerProcess server;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3ServerProcess.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    protected ObjectStore open() throws Exception {
        return openS3(server.uri("test/" + UUID.randomUUID()), server.endpoint());
    }

    @Test
    void list_moreNamesThanOneAnswer_returnsAll() throws Exception {
        List<String> names =
                IntStream.range(0, 1_003).mapToObj(i -> "part-1/" + i).toList();
        inThreads(thread -> {
            for (int i = thread; i < names.size(); i += 8) {
                store.put(names.get(i), bytes(""));
            }
            return null;
        });
        store.put("part-2/other", bytes(""));

        assertThat(store.list("part-1/")).containsExactlyInAnyOrderElementsOf(names);

        store.delete(names);
        assertThat(store.list("")).containsExactly("part-2/other");
    }

    @Test
    void list_otherPrefix_isSeparate() throws Exception {
        store.put("object", bytes("content"));
        try (ObjectStore other = open();
                ObjectStore all = openS3(server.uri(""), server.endpoint())) {
            assertThat(other.list("")).isEmpty();
            assertFails(Reason.NOT_FOUND, "object", () -> other.read("object"));
            assertThat(all.list("test/")).anyMatch(name -> name.endsWith("/object"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown-access-key", "test-access-key"})
    void allCalls_wrongCredentials_areDenied(String accessKey) throws Exception {
        String secret = "not-the-secret-key";
        store.put("object", bytes("content"));
        S3ServerProcess.setCredentials(accessKey, secret);
        try {
            List<ThrowingCallable> calls = List.of(
                    () -> store.put("other", bytes("content")),
                    () -> store.get("object", 0, 1),
                    () -> store.get("object", 0, 0),
                    () -> store.read("object"),
                    () -> store.replace("object", bytes("content"), null),
                    () -> store.delete(List.of("object")),
                    () -> store.list(""));

            assertThat(calls).allSatisfy(call -> {
                ObjectStoreException e = catchThrowableOfType(ObjectStoreException.class, call);
                assertThat(e.reason()).isEqualTo(Reason.DENIED);
                assertThat(trace(e)).doesNotContain(secret).doesNotContain(accessKey);
            });
        } finally {
            S3ServerProcess.restoreCredentials();
        }
        assertThat(store.list("")).containsExactly("object");
    }

    @Test
    void read_bucketMissing_isUnavailable() throws Exception {
        try (ObjectStore nowhere = openS3("s3://no-such-bucket/prefix", server.endpoint())) {
            assertFails(Reason.UNAVAILABLE, "NoSuchBucket", () -> nowhere.read("object"));
            assertFails(Reason.UNAVAILABLE, "NoSuchBucket", () -> nowhere.put("object", bytes("content")));
        }
    }

    @Test
    void allCalls_serverKilled_areUnavailableInTime() throws Exception {
        try (S3ServerProcess victim = S3ServerProcess.start();
                ObjectStore there = openS3(victim.uri("prefix"), victim.endpoint())) {
            there.put("object", bytes("content"));
            victim.kill();

            assertUnavailableInTime(() -> there.get("object", 0, 1));
            assertUnavailableInTime(() -> there.put("other", bytes("content")));
            assertUnavailableInTime(() -> there.replace("other", bytes("content"), null));
            assertUnavailableInTime(() -> there.delete(List.of("object")));
            assertUnavailableInTime(() -> there.list(""));
        } finally {
            S3ServerProcess.restoreCredentials();
        }
    }

    @Test
    void get_serverSilent_isUnavailableInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                ObjectStore there = openS3("s3://some-bucket/prefix", "http://127.0.0.1:" + silent.getLocalPort())) {
            assertUnavailableInTime(() -> there.get("object", 0, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://",
                "s3:///prefix",
                "s3://bucket/a//b",
                "s3://bucket/../b",
                "s3://key:secret@bucket/p",
                "s3://Bucket/prefix",
                "s3://bucket/prefix?region=secret"
            })
    void open_invalidUri_isRefusedWithoutRepeatingIt(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> openS3(uri, server.endpoint()))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "http://", "http://key:secret@localhost:9000", "http://local host/secret"})
    void open_invalidEndpoint_isRefusedWithoutRepeatingIt(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> openS3("s3://bucket/prefix", endpoint))
                .satisfies(e -> assertThat(trace(e)).doesNotContain("secret"));
    }

    private static ObjectStore openS3(String uri, String endpoint) throws ObjectStoreException {
        return ObjectStores.open(uri, StoreOptions.none().with("s3.endpoint", endpoint));
    }

    private static void assertUnavailableInTime(ThrowingCallable call) {
        long start = System.nanoTime();

        ObjectStoreException e = catchThrowableOfType(ObjectStoreException.class, call);

        assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE);
    }

    private static String trace(Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
