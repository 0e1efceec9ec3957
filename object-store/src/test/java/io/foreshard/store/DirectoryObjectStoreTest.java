package io.foreshard.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DirectoryObjectStoreTest extends ObjectStoreContract {
    @TempDir
    Path directory;

    @Override
    ObjectStore open() throws Exception {
        return new DirectoryObjectStore(directory.resolve("store"));
    }
}
