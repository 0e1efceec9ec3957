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
import io.foreshard.store.StoreSelfTest;
import io.foreshard.store.VersionedObject;
import io.foreshard.store.testing.ObjectStoreContract;
import io.foreshard.testing.s3.S3ServerProcess;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The contract of S3 behind the guard and a proxy that drops answers. */
@Isolated("credentials are system properties")
class GuardedS3ObjectStoreTest extends ObjectStoreContract {
    private static final ExecutorService THREADS_OF_CALLS = Executors.newCachedThreadPool();

    private static S3ServerProcess server;
    private static AnswerLosingProxy proxy;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3ServerProcess.start();
        proxy = new AnswerLosingProxy(server.endpoint());
    }

    @AfterAll
    static void stopServer() throws Exception {
        proxy.close();
        server.close();
        THREADS_OF_CALLS.shutdownNow();
    }

    @Override
    protected ObjectStore open() throws Exception {
        return guarded(server.uri("test/" + UUID.randomUUID()));
    }

    private static ObjectStore guarded(String uri) throws ObjectStoreException {
        return new GuardedObjectStore(
                ObjectStores.open(uri, StoreOptions.none().with("s3.endpoint", proxy.endpoint())),
                RequestLimits.defaults(),
                THREADS_OF_CALLS,
                StoreListener.NONE);
    }

    @Test
    void put_answerLost_isSuccess() throws Exception {
        int lost = proxy.lost();
        proxy.loseNextAnswers(1);

        store.put("object", bytes("content"));

        assertThat(proxy.lost() - lost).isEqualTo(1);
        assertThat(text(store.read("object").content())).isEqualTo("content");
    }

    @Test
    void put_answerLostAndNameTaken_isDecidedByContent() throws Exception {
        store.put("object", bytes("content"));
        proxy.loseNextAnswers(1);
        assertFails(Reason.ALREADY_EXISTS, "object", () -> store.put("object", bytes("other")));

        assertThat(text(store.read("object").content())).isEqualTo("content");
    }

    @Test
    void replace_answerLost_returnsVersionOfLostAnswer() throws Exception {
        String first = store.replace("manifest", bytes("one"), null);
        proxy.loseNextAnswers(1);

        String second = store.replace("manifest", bytes("two"), first);

        assertThat(store.read("manifest")).isEqualTo(new VersionedObject(bytes("two"), second));
    }

    @Test
    void replace_answerLostOnCreation_returnsVersionOfLostAnswer() throws Exception {
        proxy.loseNextAnswers(1);

        String first = store.replace("manifest", bytes("one"), null);

        assertThat(store.read("manifest")).isEqualTo(new VersionedObject(bytes("one"), first));
    }

    @Test
    void selfTest_serverWorks_isUsable() {
        StoreSelfTest.Verdict verdict = StoreSelfTest.run(store, true, Clock.systemUTC());

        assertThat(verdict.usable()).as(verdict.sentence()).isTrue();
        assertThat(verdict.conditionalWrites()).isEqualTo(StoreSelfTest.ConditionalWrites.WORK);
    }

    @Test
    void selfTest_bucketMissing_namesBucket() throws Exception {
        try (ObjectStore nowhere = guarded("s3://no-such-bucket/prefix")) {
            assertThat(StoreSelfTest.run(nowhere).sentence())
                    .contains("s3://no-such-bucket/prefix/", "check the endpoint, the bucket", "NoSuchBucket");
        }
    }

    @Test
    void selfTest_wrongCredentials_namesCredentials() {
        S3ServerProcess.setCredentials("test-access-key", "not-the-secret-key");
        try {
            assertThat(StoreSelfTest.run(store).sentence())
                    .contains("check the credentials", "SignatureDoesNotMatch")
                    .doesNotContain("not-the-secret-key");
        } finally {
            S3ServerProcess.restoreCredentials();
        }
    }

    @Test
    void get_noCredentials_namesPlacesAndIsNotRetried() throws Exception {
        S3ServerProcess.clearCredentials();
        System.setProperty("aws.disableEc2Metadata", "true");
        System.setProperty("aws.sharedCredentialsFile", "/no/such/file");
        try (ObjectStore anonymous = guarded(server.uri("test"))) {
            ObjectStoreException e =
                    catchThrowableOfType(ObjectStoreException.class, () -> anonymous.get("object", 0, 1));

            assertThat(e.reason()).isEqualTo(Reason.DENIED);
            assertThat(e)
                    .hasMessageContaining("no S3 credentials were found")
                    .hasMessageContaining("AWS_ACCESS_KEY_ID")
                    .hasMessageNotContaining("answer");
            assertThat(StoreSelfTest.run(anonymous).sentence()).contains("no S3 credentials were found");
        } finally {
            System.clearProperty("aws.disableEc2Metadata");
            System.clearProperty("aws.sharedCredentialsFile");
            S3ServerProcess.restoreCredentials();
        }
    }
}
