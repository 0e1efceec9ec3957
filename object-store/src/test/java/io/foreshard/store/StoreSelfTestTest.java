package io.foreshard.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreSelfTestTest {
    private final MemoryObjectStore memory = new MemoryObjectStore();

    @Test
    void run_storeWorks_isUsableAndLeavesNothing() throws Exception {
        memory.put("object", ByteBuffer.allocate(1));
        FaultyObjectStore counted = new FaultyObjectStore(memory, 7, 0);

        StoreSelfTest.Verdict verdict = StoreSelfTest.run(counted);

        assertThat(verdict.usable()).isTrue();
        assertThat(verdict.sentence()).matches("The object store memory works: .* in \\d+ ms\\.");
        assertThat(counted.requests()).isEqualTo(10);
        assertThat(memory.list("")).containsExactly("object");
    }

    @Test
    void run_storeUnavailable_namesEndpointAndKeepsCause() {
        StoreSelfTest.Verdict verdict = StoreSelfTest.run(new FaultyObjectStore(memory, 7, 1));

        assertThat(verdict.usable()).isFalse();
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
