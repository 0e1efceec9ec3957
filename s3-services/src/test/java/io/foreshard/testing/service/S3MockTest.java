package io.foreshard.testing.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.ObjectStore;
import io.foreshard.testing.s3.S3ServerProcess;
import java.util.Map;
import org.junit.jupiter.api.Test;

class S3MockTest extends ServiceContract {
    static final Map<String, String> DEVIATIONS = Map.of(
            "put_concurrent_oneSucceeds",
            "several concurrent writes with If-None-Match succeed",
            "replace_concurrent_oneSucceeds",
            "several concurrent writes with the same If-Match succeed",
            "replace_concurrentIncrements_losesNone",
            "several concurrent writes with the same If-Match succeed, and a read sees content and checksum of two writes");

    static S3ServerProcess s3Mock() throws Exception {
        return S3ServerProcess.start("s3-services", S3MockServer.class.getName());
    }

    @Override
    S3ServerProcess startServer() throws Exception {
        return s3Mock();
    }

    @Test
    void put_encryption_storesObject() throws Exception {
        try (ObjectStore encrypting = openS3(Map.of("s3.encryption", "AES256"))) {
            encrypting.put("object", bytes("content"));

            assertThat(text(encrypting.read("object").content())).isEqualTo("content");
        }
    }

    @Override
    Map<String, String> deviations() {
        return DEVIATIONS;
    }
}
