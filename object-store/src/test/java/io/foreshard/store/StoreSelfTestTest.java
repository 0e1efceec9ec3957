package io.foreshard.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.StoreSelfTest.Check;
import io.foreshard.store.StoreSelfTest.ConditionalWrites;
import io.foreshard.store.StoreSelfTest.Outcome;
import io.foreshard.store.StoreSelfTest.Promise;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreSelfTestTest {
    private final MemoryObjectStore memory = new MemoryObjectStore();

    @Test
    void run_storeWorks_isUsableAndLeavesNothing() throws Exception {
        memory.put("object", ByteBuffer.allocate(1));
        FaultyObjectStore counted = new FaultyObjectStore(memory, 7, 0);

        StoreSelfTest.Verdict verdict = StoreSelfTest.run(counted);

        assertThat(verdict.usable()).isTrue();
        assertThat(verdict.conditionalWrites()).isEqualTo(ConditionalWrites.WORK);
        assertThat(verdict.checks())
                .extracting(Check::promise)
                .containsExactlyElementsOf(EnumSet.complementOf(EnumSet.of(Promise.LARGE_OBJECT, Promise.LIST_MANY)));
        assertThat(verdict.sentence()).matches("The object store memory works: .* in \\d+ ms\\.");
        assertThat(counted.requests()).isEqualTo(14 + 10 * (4 + 1));
        assertThat(memory.list("")).containsExactly("object");
    }

    @Test
    void run_thorough_checksAllPromisesAndLeavesNothing() throws Exception {
        StoreSelfTest.Verdict verdict = StoreSelfTest.run(memory, true, Clock.systemUTC());

        assertThat(verdict.usable()).as(verdict.sentence()).isTrue();
        assertThat(verdict.checks()).extracting(Check::promise).containsExactly(Promise.values());
        assertThat(memory.list("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PT4M,KEPT", "PT-4M,KEPT", "PT6M,WARNING", "PT-6M,WARNING"})
    void run_clockSkew_warnsAboveFiveMinutes(Duration skew, Outcome outcome) {
        StoreSelfTest.Verdict verdict = StoreSelfTest.run(memory, false, Clock.offset(Clock.systemUTC(), skew));

        assertThat(verdict.usable()).isTrue();
        assertThat(outcome(verdict, Promise.CLOCK)).isEqualTo(outcome);
        assertThat(verdict.sentence().contains("Warning: its clock differs")).isEqualTo(outcome == Outcome.WARNING);
    }

    @Test
    void run_conditionalWriteNotImplemented_isMissing() {
        ObjectStore old = new ForwardingObjectStore(memory) {
            @Override
            protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
                if (operation == StoreOperation.PUT) {
                    throw new ObjectStoreException(Reason.UNSUPPORTED, "S3 answered 501 NotImplemented.", null);
                }
                return call.send();
            }
        };

        StoreSelfTest.Verdict verdict = StoreSelfTest.run(old);

        assertThat(verdict.conditionalWrites()).isEqualTo(ConditionalWrites.MISSING);
        assertThat(verdict.sentence())
                .contains("cannot be used: it answers UNSUPPORTED", "use a service with conditional writes");
        assertThat(verdict.checks()).hasSize(1);
    }

    @Test
    void run_ifMatchOnAbsentObjectCreatesIt_isMissing() throws Exception {
        ObjectStore minio = new ReplacingStore(memory, (name, version) -> {
            try {
                memory.read(name);
                return version;
            } catch (ObjectStoreException e) {
                return null; // no condition
            }
        });

        StoreSelfTest.Verdict verdict = StoreSelfTest.run(minio);

        assertThat(verdict.conditionalWrites()).isEqualTo(ConditionalWrites.MISSING);
        assertThat(outcome(verdict, Promise.REPLACE_ABSENT)).isEqualTo(Outcome.BROKEN);
        assertThat(verdict.checks())
                .filteredOn(check -> check.outcome() == Outcome.BROKEN)
                .hasSize(1);
        assertThat(memory.list("")).isEmpty();
    }

    @Test
    void run_rightVersionRefused_isMissing() {
        ObjectStore quoting =
                new ReplacingStore(memory, (name, version) -> version == null ? null : '"' + version + '"');

        StoreSelfTest.Verdict verdict = StoreSelfTest.run(quoting);

        assertThat(verdict.conditionalWrites()).isEqualTo(ConditionalWrites.MISSING);
        assertThat(outcome(verdict, Promise.REPLACE_EXPECTED)).isEqualTo(Outcome.BROKEN);
        assertThat(verdict.sentence()).contains("it answers CONFLICT where REPLACE_EXPECTED expects another answer");
    }

    /** A service that compares and then writes without a lock, which no check of one writer finds. */
    @Test
    void run_compareThenWrite_isMissing() {
        ObjectStore racy = new ReplacingStore(memory, (name, version) -> version) {
            private final CyclicBarrier compared = new CyclicBarrier(4);

            @Override
            public String replace(String name, ByteBuffer content, String expectedVersion) throws ObjectStoreException {
                if (!name.endsWith("/race")) {
                    return super.replace(name, content, expectedVersion);
                }
                try {
                    compared.await(10, TimeUnit.SECONDS);
                    synchronized (this) {
                        memory.delete(List.of(name));
                        return memory.replace(name, content, null);
                    }
                } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                    throw new IllegalStateException(e);
                }
            }
        };

        StoreSelfTest.Verdict verdict = StoreSelfTest.run(racy);

        assertThat(verdict.conditionalWrites()).isEqualTo(ConditionalWrites.MISSING);
        assertThat(verdict.sentence())
                .contains(
                        "of 4 concurrent replacements of one version 4 succeeded; use a service with conditional writes");
    }

    @Test
    void run_clockOfHostRefused_namesClock() {
        ObjectStore skewed = new ForwardingObjectStore(memory) {
            @Override
            protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
                throw new ObjectStoreException(Reason.DENIED, "S3 answered 403 RequestTimeTooSkewed.", null);
            }
        };

        StoreSelfTest.Verdict verdict = StoreSelfTest.run(skewed);

        assertThat(verdict.conditionalWrites()).isEqualTo(ConditionalWrites.UNKNOWN);
        assertThat(verdict.sentence()).contains("cannot be used now: set the clock of this host");
    }

    @Test
    void run_storeUnavailable_namesEndpointAndKeepsCause() {
        StoreSelfTest.Verdict verdict = StoreSelfTest.run(new FaultyObjectStore(memory, 7, 1));

        assertThat(verdict.usable()).isFalse();
        assertThat(verdict.conditionalWrites()).isEqualTo(ConditionalWrites.UNKNOWN);
        assertThat(verdict.sentence()).contains("check the endpoint, the bucket and the network", "got lost");
        assertThat(verdict.failure())
                .get()
                .extracting(ObjectStoreException::reason)
                .isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    void run_putOverwrites_namesConditionalWrites() {
        assertThat(StoreSelfTest.run(new Unconditional(memory, StoreOperation.PUT))
                        .sentence())
                .contains("cannot be used", "If-None-Match has no effect");
    }

    @Test
    void run_replaceOverwrites_namesConditionalWrites() {
        assertThat(StoreSelfTest.run(new Unconditional(memory, StoreOperation.REPLACE))
                        .sentence())
                .contains("cannot be used", "If-Match has no effect");
    }

    @Test
    void run_listingLacksObject_isNotUsable() {
        ObjectStore blind = new ForwardingObjectStore(memory) {
            @Override
            @SuppressWarnings("unchecked") // a listing returns a page
            protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
                return operation == StoreOperation.LIST ? (T) new ListedPage(List.of(), null) : call.send();
            }
        };

        assertThat(StoreSelfTest.run(blind).sentence()).contains("a listing lacks an object");
    }

    private static Outcome outcome(StoreSelfTest.Verdict verdict, Promise promise) {
        return verdict.checks().stream()
                .filter(check -> check.promise() == promise)
                .findFirst()
                .orElseThrow()
                .outcome();
    }

    /** A service that compares another version than the one that is sent. */
    private static class ReplacingStore implements ObjectStore {
        private final ObjectStore store;
        private final BinaryOperator<String> comparedVersion;

        ReplacingStore(ObjectStore store, BinaryOperator<String> comparedVersion) {
            this.store = store;
            this.comparedVersion = comparedVersion;
        }

        @Override
        public void put(String name, ByteBuffer content) throws ObjectStoreException {
            store.put(name, content);
        }

        @Override
        public ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
            return store.get(name, offset, length);
        }

        @Override
        public VersionedObject read(String name) throws ObjectStoreException {
            return store.read(name);
        }

        @Override
        public String replace(String name, ByteBuffer content, String expectedVersion) throws ObjectStoreException {
            return store.replace(name, content, comparedVersion.apply(name, expectedVersion));
        }

        @Override
        public void delete(Collection<String> names) throws ObjectStoreException {
            store.delete(names);
        }

        @Override
        public ListedPage listPage(String prefix, String position) throws ObjectStoreException {
            return store.listPage(prefix, position);
        }

        @Override
        public void close() {
            store.close();
        }
    }

    /** A service that ignores the condition of one kind of write: it answers success where it should refuse. */
    private static final class Unconditional extends ForwardingObjectStore {
        private final StoreOperation operation;

        Unconditional(ObjectStore store, StoreOperation operation) {
            super(store);
            this.operation = operation;
        }

        @Override
        protected <T> T around(StoreOperation called, String name, Call<T> call) throws ObjectStoreException {
            try {
                return call.send();
            } catch (ObjectStoreException e) {
                if (called == operation && e.reason() != Reason.UNAVAILABLE) {
                    return null;
                }
                throw e;
            }
        }
    }
}
