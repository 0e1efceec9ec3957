package io.foreshard.testing.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.GuardedObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.RequestLimits;
import io.foreshard.store.StoreListener;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.StoreSelfTest;
import io.foreshard.store.StoreSelfTest.Check;
import io.foreshard.store.StoreSelfTest.ConditionalWrites;
import io.foreshard.store.StoreSelfTest.Outcome;
import io.foreshard.store.StoreSelfTest.Promise;
import io.foreshard.store.StoreSelfTest.Verdict;
import io.foreshard.store.testing.ObjectStoreContract;
import io.foreshard.testing.s3.S3ServerProcess;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.TestAbortedException;

/**
 * The contract of object stores against a service that compares a version and then writes without a lock: the self-test refuses it.
 *
 * <p>A test of the contract that is a known deviation of the service may fail; it is then reported as skipped with the deviation.
 */
@Isolated("credentials are system properties")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServiceContract extends ObjectStoreContract {
    private static final RequestLimits LIMITS = RequestLimits.ofDeadline(Duration.ofSeconds(30));
    /** A race may end well; three self-tests of ten rounds each hardly do. */
    private static final int SELF_TESTS = 3;

    private final ExecutorService threadsOfCalls = Executors.newCachedThreadPool();
    private S3ServerProcess server;

    @RegisterExtension
    final TestExecutionExceptionHandler deviations = (context, failure) -> {
        String deviation = deviations().get(context.getRequiredTestMethod().getName());
        if (deviation == null) {
            throw failure;
        }
        throw new TestAbortedException("Known deviation of the service: " + deviation, failure);
    };

    abstract S3ServerProcess startServer() throws Exception;

    /** Returns the deviations of the service by the test that finds them. */
    abstract Map<String, String> deviations();

    @BeforeAll
    void start() throws Exception {
        server = startServer();
    }

    @AfterAll
    void stop() {
        server.close();
        threadsOfCalls.shutdownNow();
    }

    @Override
    protected ObjectStore open() throws Exception {
        return guarded(openS3(Map.of()));
    }

    final ObjectStore openS3(Map<String, String> more) throws ObjectStoreException {
        StoreOptions options =
                StoreOptions.none().with("s3.endpoint", server.endpoint()).within(LIMITS);
        for (Map.Entry<String, String> option : more.entrySet()) {
            options = options.with(option.getKey(), option.getValue());
        }
        return ObjectStores.open(server.uri("test/" + UUID.randomUUID()), options);
    }

    final ObjectStore guarded(ObjectStore opened) {
        return new GuardedObjectStore(opened, LIMITS, threadsOfCalls, StoreListener.NONE);
    }

    @Test
    void selfTest_thorough_findsTheRaceAndNothingElse() {
        boolean found = false;
        for (int i = 0; i < SELF_TESTS && !found; i++) {
            Verdict verdict = StoreSelfTest.run(store, i == 0, Clock.systemUTC());
            List<Promise> broken = verdict.checks().stream()
                    .filter(check -> check.outcome() != Outcome.KEPT)
                    .map(Check::promise)
                    .toList();
            found = verdict.conditionalWrites() == ConditionalWrites.MISSING;
            assertThat(broken).as(verdict.sentence()).isEqualTo(found ? List.of(Promise.REPLACE_RACE) : List.of());
        }
        assertThat(found).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"s3.requestChecksums,when_required", "s3.responseChecksums,when_required", "s3.region,eu-central-1"})
    void put_option_storesObject(String option, String value) throws Exception {
        try (ObjectStore optional = openS3(Map.of(option, value))) {
            optional.put("object", bytes("content"));

            assertThat(text(optional.read("object").content())).isEqualTo("content");
            assertThat(text(optional.get("object", 1, 3))).isEqualTo("ont");
        }
    }
}
