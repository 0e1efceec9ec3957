package io.foreshard.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.s3.RecordingHttpServer.Request;
import io.foreshard.testing.s3.S3ServerProcess;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The effect of each option on the requests that a service or a proxy receives. */
@Isolated("credentials are system properties")
class S3OptionsTest {
    private RecordingHttpServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = new RecordingHttpServer();
        S3ServerProcess.restoreCredentials();
    }

    @AfterEach
    void stopServer() {
        server.close();
        S3ServerProcess.clearCredentials();
    }

    @Test
    void put_endpointOnly_usesPathStyleAndChecksumAndNoEncryption() throws Exception {
        Request put = put(Map.of("s3.endpoint", server.endpoint()));

        assertThat(put.uri()).isEqualTo("/some-bucket/prefix/object");
        assertThat(put.header("Authorization")).contains("/us-east-1/s3/");
        assertThat(put.header("x-amz-trailer") + put.headers()).containsIgnoringCase("crc32");
        assertThat(put.header("x-amz-server-side-encryption")).isNull();
    }

    @Test
    void put_region_isSigned() throws Exception {
        Request put = put(Map.of("s3.endpoint", server.endpoint(), "s3.region", "eu-central-1"));

        assertThat(put.header("Authorization")).contains("/eu-central-1/s3/");
    }

    @Test
    void put_checksumsWhenRequired_sendsNone() throws Exception {
        Request put = put(Map.of("s3.endpoint", server.endpoint(), "s3.requestChecksums", "WHEN_REQUIRED"));

        assertThat(put.headers().toString()).doesNotContainIgnoringCase("crc32");
        assertThat(put.body()).contains("content").doesNotContain("x-amz-checksum");
    }

    @Test
    void read_wrongChecksum_failsUnlessWhenRequired() throws Exception {
        try (ObjectStore strict = open(Map.of("s3.endpoint", server.endpoint()));
                ObjectStore lenient =
                        open(Map.of("s3.endpoint", server.endpoint(), "s3.responseChecksums", "when_required"))) {
            assertThatExceptionOfType(ObjectStoreException.class)
                    .isThrownBy(() -> strict.read("object"))
                    .withMessageContaining("does not match its checksum");
            assertThat(lenient.read("object").content()).isEqualTo(StandardCharsets.UTF_8.encode("content"));
        }
    }

    @Test
    void put_encryptionWithKms_isAskedFor() throws Exception {
        Request put = put(Map.of(
                "s3.endpoint",
                server.endpoint(),
                "s3.encryption",
                "aws:kms",
                "s3.kmsKeyId",
                "alias/foreshard",
                "s3.bucketKey",
                "true"));

        assertThat(put.header("x-amz-server-side-encryption")).isEqualTo("aws:kms");
        assertThat(put.header("x-amz-server-side-encryption-aws-kms-key-id")).isEqualTo("alias/foreshard");
        assertThat(put.header("x-amz-server-side-encryption-bucket-key-enabled"))
                .isEqualTo("true");
    }

    @Test
    void put_encryptionAes256_isAskedFor() throws Exception {
        Request put = put(Map.of("s3.endpoint", server.endpoint(), "s3.encryption", "AES256"));

        assertThat(put.header("x-amz-server-side-encryption")).isEqualTo("AES256");
    }

    @Test
    void put_proxyWithHostStyle_receivesBucketInHostName() throws Exception {
        Request put = put(
                Map.of("s3.endpoint", "http://store.invalid", "s3.pathStyle", "false", "s3.proxy", server.endpoint()));

        assertThat(put.header("Host")).isEqualTo("some-bucket.store.invalid");
        assertThat(put.uri()).isEqualTo("http://some-bucket.store.invalid/prefix/object");
    }

    @Test
    void read_proxyWithCredentials_takesThemFromSystemProperties() throws Exception {
        server.askForProxyCredentials();

        withProperties(Map.of("http.proxyUser", "user", "http.proxyPassword", "secret"), () -> {
            try (ObjectStore store = open(Map.of(
                    "s3.endpoint",
                    "http://store.invalid",
                    "s3.proxy",
                    server.endpoint(),
                    "s3.responseChecksums",
                    "when_required"))) {
                store.read("object");
            }
        });

        String credentials = Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.UTF_8));
        assertThat(server.requests().get(server.requests().size() - 1).header("Proxy-Authorization"))
                .isEqualTo("Basic " + credentials);
    }

    @Test
    void put_proxyOfSystemProperties_isUsed() throws Exception {
        URI proxy = URI.create(server.endpoint());

        withProperties(
                Map.of("http.proxyHost", proxy.getHost(), "http.proxyPort", String.valueOf(proxy.getPort())),
                () -> put(Map.of("s3.endpoint", "http://store.invalid")));

        assertThat(server.requests().get(0).uri()).startsWith("http://store.invalid/some-bucket/");
    }

    @Test
    void put_webIdentity_usesCredentialsOfTokenService(@TempDir Path directory) throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "token-of-pod");
        Map<String, String> properties = Map.of(
                "aws.webIdentityTokenFile",
                token.toString(),
                "aws.roleArn",
                "arn:aws:iam::123456789012:role/foreshard",
                "aws.region",
                "eu-central-1",
                "aws.endpointUrlSts",
                server.endpoint());
        S3ServerProcess.clearCredentials();
        withProperties(properties, () -> put(Map.of("s3.endpoint", server.endpoint())));

        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(0).body()).contains("token-of-pod");
        assertThat(server.requests().get(1).header("Authorization")).contains("Credential=key-of-web-identity/");
        assertThat(server.requests().get(1).header("x-amz-security-token")).isEqualTo("token-of-session");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3.endpoint | http://key:secret@host | must be a URL like https://host:port",
                "s3.region | secret/region | must be the name of a region",
                "s3.pathStyle | secret | must be true or false",
                "s3.proxy | http://user:secret@proxy:3128 | must be a URL like http://host:port",
                "s3.proxy | http://secret | must be a URL like http://host:port",
                "s3.proxy | http://proxy:3128/secret | must be a URL like http://host:port",
                "s3.connectTimeout | secret | must be a duration",
                "s3.connectTimeout | PT0S | must be a duration above zero",
                "s3.requestChecksums | secret | must be when_supported or when_required",
                "s3.responseChecksums | secret | must be when_supported or when_required",
                "s3.encryption | secret | must be AES256 or aws:kms",
                "s3.kmsKeyId | secret | needs aws:kms as tier.s3.encryption",
                "s3.bucketKey | true | needs aws:kms as tier.s3.encryption"
            })
    void open_invalidOption_isRefusedWithoutRepeatingIt(String name, String value, String cure) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(Map.of(name, value)))
                .withMessageStartingWith("The setting tier." + name + " " + cure)
                .withMessageNotContaining("secret");
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void withProperties(Map<String, String> properties, Action action) throws Exception {
        properties.forEach(System::setProperty);
        try {
            action.run();
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    private Request put(Map<String, String> options) throws Exception {
        try (ObjectStore store = open(options)) {
            store.put("object", StandardCharsets.UTF_8.encode("content"));
        }
        return server.requests().get(server.requests().size() - 1);
    }

    private static ObjectStore open(Map<String, String> options) throws Exception {
        StoreOptions all = StoreOptions.none();
        for (Map.Entry<String, String> option : options.entrySet()) {
            all = all.with(option.getKey(), option.getValue());
        }
        return ObjectStores.open("s3://some-bucket/prefix", all);
    }
}
