package io.foreshard.store.testing;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.memory.MemoryObjectStore;
import java.time.Duration;

class SlowObjectStoreTest extends ObjectStoreContract {
    @Override
    protected ObjectStore open() {
        return new SlowObjectStore(new MemoryObjectStore(), Duration.ofMillis(2));
    }
}
