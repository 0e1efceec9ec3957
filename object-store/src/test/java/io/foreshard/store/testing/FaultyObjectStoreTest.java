package io.foreshard.store.testing;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.memory.MemoryObjectStore;

/** Without faults the fault-injecting store keeps the contract. */
class FaultyObjectStoreTest extends ObjectStoreContract {
    @Override
    protected ObjectStore open() {
        return new FaultyObjectStore(new MemoryObjectStore(), 7, 0);
    }
}
