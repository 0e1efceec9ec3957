package io.foreshard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.s3.S3ObjectStore;
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
    /** The deadline of a call, and time for a machine that is busy. */
    private static final Duration DEADLINE = Duration.ofSeconds(25);

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
    ObjectStore open() throws Exception {
        return S3ObjectStore.open(server.uri("test/" + UUID.randomUUID()), server.endpoint());
    }

    @Test
    void moreNamesThanFitOneAnswer() throws Exception {
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
    void storesWithOtherPrefixesDoNotSeeOneAnother() throws Exception {
        store.put("object", bytes("content"));
        try (ObjectStore other = open();
                ObjectStore all = S3ObjectStore.open(server.uri(""), server.endpoint())) {
            assertThat(other.list("")).isEmpty();
            assertFails(Reason.NOT_FOUND, "object", () -> other.read("object"));
            assertThat(all.list("test/")).anyMatch(name -> name.endsWith("/object"));
        }
    }

    @Test
    void aPutWhoseAnswerWasLostIsNoFalseAlarm() throws Exception {
        String uri = server.uri("test/" + UUID.randomUUID());
        try (AnswerLosingProxy proxy = new AnswerLosingProxy(server.endpoint());
                ObjectStore behind = S3ObjectStore.open(uri, proxy.endpoint())) {
            proxy.loseNextAnswers(1);
            behind.put("object", bytes("content"));
            assertThat(proxy.lost()).isEqualTo(1);
            assertThat(text(behind.read("object").content())).isEqualTo("content");

            proxy.loseNextAnswers(1);
            assertFails(Reason.ALREADY_EXISTS, "object", () -> behind.put("object", bytes("content")));
            assertThat(proxy.lost()).isEqualTo(2);
        }
    }

    @Test
    void aReplacementWhoseAnswerWasLostIsNoFalseAlarm() throws Exception {
        String uri = server.uri("test/" + UUID.randomUUID());
        try (AnswerLosingProxy proxy = new AnswerLosingProxy(server.endpoint());
                ObjectStore behind = S3ObjectStore.open(uri, proxy.endpoint())) {
            String first = behind.replace("manifest", bytes("one"), null);
            proxy.loseNextAnswers(1);

            String second = behind.replace("manifest", bytes("two"), first);

            assertThat(proxy.lost()).isEqualTo(1);
            assertThat(behind.read("manifest")).isEqualTo(new VersionedObject(bytes("two"), second));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown-access-key", "test-access-key"})
    void wrongCredentialsAreDenied(String accessKey) throws Exception {
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
    void aBucketThatIsNotThereIsNotAMissingObject() throws Exception {
        try (ObjectStore nowhere = S3ObjectStore.open("s3://no-such-bucket/prefix", server.endpoint())) {
            assertFails(Reason.UNAVAILABLE, "NoSuchBucket", () -> nowhere.read("object"));
            assertFails(Reason.UNAVAILABLE, "NoSuchBucket", () -> nowhere.put("object", bytes("content")));
        }
    }

    @Test
    void aServerThatWasKilledIsUnavailable() throws Exception {
        try (S3ServerProcess victim = S3ServerProcess.start();
                ObjectStore there = S3ObjectStore.open(victim.uri("prefix"), victim.endpoint())) {
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
    void aServerThatNeverAnswersIsUnavailable() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                ObjectStore there = S3ObjectStore.open(
                        "s3://bucket-of-nobody/prefix", "http://127.0.0.1:" + silent.getLocalPort())) {
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
    void oddLocationsAreRefusedAndNotRepeated(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3ObjectStore.open(uri, server.endpoint()))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "http://", "http://key:secret@localhost:9000", "http://local host/secret"})
    void oddEndpointsAreRefusedAndNotRepeated(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3ObjectStore.open("s3://bucket/prefix", endpoint))
                .satisfies(e -> assertThat(trace(e)).doesNotContain("secret"));
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
