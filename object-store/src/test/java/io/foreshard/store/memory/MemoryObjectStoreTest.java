package io.foreshard.store.memory;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.testing.ObjectStoreContract;

class MemoryObjectStoreTest extends ObjectStoreContract {
    @Override
    protected ObjectStore open() {
        return new MemoryObjectStore();
    }
}
