package io.foreshard.testing.service;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.encryption.EncryptedObjectStore;
import io.foreshard.store.encryption.EncryptionKeys;
import io.foreshard.testing.s3.S3ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class S3MockEncryptedTest extends ServiceContract {
    @TempDir
    static Path directory;

    @Override
    S3ServerProcess startServer() throws Exception {
        return S3MockTest.s3Mock();
    }

    @Override
    Map<String, String> deviations() {
        return S3MockTest.DEVIATIONS;
    }

    @Override
    protected ObjectStore open() throws Exception {
        return guarded(encrypted(openS3(Map.of()), directory));
    }

    static ObjectStore encrypted(ObjectStore store, Path directory) throws Exception {
        Path keys =
                Files.writeString(directory.resolve("keys"), Base64.getEncoder().encodeToString(new byte[32]));
        return new EncryptedObjectStore(store, EncryptionKeys.read("file:" + keys));
    }
}
