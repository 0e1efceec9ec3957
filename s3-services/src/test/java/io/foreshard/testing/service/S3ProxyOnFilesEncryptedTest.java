package io.foreshard.testing.service;

import io.foreshard.store.ObjectStore;
import io.foreshard.testing.s3.S3ServerProcess;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class S3ProxyOnFilesEncryptedTest extends ServiceContract {
    @TempDir
    static Path directory;

    @Override
    S3ServerProcess startServer() throws Exception {
        return S3ProxyOnFilesTest.s3Proxy(directory);
    }

    @Override
    Map<String, String> deviations() {
        return S3ProxyOnFilesTest.DEVIATIONS;
    }

    @Override
    protected ObjectStore open() throws Exception {
        return guarded(S3MockEncryptedTest.encrypted(openS3(Map.of()), directory));
    }
}
