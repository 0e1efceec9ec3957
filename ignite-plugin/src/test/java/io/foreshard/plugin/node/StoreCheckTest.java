package io.foreshard.plugin.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.ForwardingObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.StoreOperation;
import io.foreshard.store.memory.MemoryObjectStore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ignite.logger.NullLogger;
import org.junit.jupiter.api.Test;

class StoreCheckTest {
    private final EventLog events = new EventLog(new NullLogger());

    private StoreCheck check(ObjectStore store) {
        return new StoreCheck(store, events);
    }

    @Test
    void refusal_conditionalWrites_isEmpty() {
        assertThat(check(new MemoryObjectStore()).refusal()).isEmpty();
        assertThat(events.count(Event.STORE_USABLE)).isEqualTo(1);
    }

    @Test
    void refusal_writesWithoutConditions_namesTheCure() {
        ObjectStore old = new ForwardingObjectStore(new MemoryObjectStore()) {
            @Override
            protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
                try {
                    return call.send();
                } catch (ObjectStoreException e) {
                    if (operation == StoreOperation.REPLACE && e.reason() == Reason.CONFLICT) {
                        return null; // as if it had replaced the object
                    }
                    throw e;
                }
            }
        };

        assertThat(check(old).refusal())
                .hasValueSatisfying(sentence ->
                        assertThat(sentence).startsWith("Nothing is offloaded.").contains("If-Match has no effect"));
        assertThat(events.count(Event.STORE_UNUSABLE)).isEqualTo(1);
    }

    @Test
    void refusal_storeDownThenUp_isEmptyAgain() {
        AtomicBoolean down = new AtomicBoolean(true);
        ObjectStore store = new ForwardingObjectStore(new MemoryObjectStore()) {
            @Override
            protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
                if (down.get()) {
                    throw new ObjectStoreException(Reason.UNAVAILABLE, "The store is down.", null);
                }
                return call.send();
            }
        };
        StoreCheck check = check(store);
        check.run();
        assertThat(check.refusal())
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("The store is down."));

        down.set(false);

        assertThat(check.refusal()).isEmpty();
    }
}
