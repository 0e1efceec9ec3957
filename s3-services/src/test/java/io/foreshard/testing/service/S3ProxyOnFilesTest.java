package io.foreshard.testing.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.StoreSelfTest;
import io.foreshard.testing.s3.S3ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An unchanged S3Proxy that keeps objects in files. */
class S3ProxyOnFilesTest extends ServiceContract {
    static final Map<String, String> DEVIATIONS = Map.of(
            "replace_concurrent_oneSucceeds",
            "several concurrent writes with the same If-Match succeed",
            "replace_concurrentIncrements_losesNone",
            "several concurrent writes with the same If-Match succeed",
            "allCalls_nameOfFolder_findNoObject",
            "a read of a/b/x where a/b is an object is answered with 500 instead of 404");

    @TempDir
    static Path directory;

    static S3ServerProcess s3Proxy(Path directory) throws Exception {
        return S3ServerProcess.start(
                "s3-server",
                "io.foreshard.testing.s3.S3Server",
                Files.createDirectory(directory.resolve("objects")).toString());
    }

    @Override
    S3ServerProcess startServer() throws Exception {
        return s3Proxy(directory);
    }

    @Test
    void put_encryption_isUnsupportedAndRefusedBySelfTest() throws Exception {
        try (ObjectStore encrypting = openS3(Map.of("s3.encryption", "AES256"))) {
            assertFails(Reason.UNSUPPORTED, "501 NotImplemented", () -> encrypting.put("object", bytes("content")));

            assertThat(StoreSelfTest.run(encrypting).sentence()).contains("or unset tier.s3.encryption if it is set");
        }
    }

    @Override
    Map<String, String> deviations() {
        return DEVIATIONS;
    }
}
