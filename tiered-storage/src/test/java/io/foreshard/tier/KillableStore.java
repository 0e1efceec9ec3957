package io.foreshard.tier;

import io.foreshard.store.ForwardingObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.StoreOperation;
import java.util.concurrent.atomic.AtomicReference;

/** A store whose changing calls a {@link KillSwitch} can cut off; a call that takes effect stays in the store. Not thread-safe. */
final class KillableStore extends ForwardingObjectStore {
    private final KillSwitch power;

    KillableStore(ObjectStore store, KillSwitch power) {
        super(store);
        this.power = power;
    }

    @Override
    protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
        return switch (operation) {
            case GET, READ, LIST -> call.send();
            case PUT, REPLACE, DELETE -> {
                AtomicReference<T> answer = new AtomicReference<>();
                power.<ObjectStoreException>call(() -> answer.set(call.send()));
                yield answer.get();
            }
        };
    }
}
