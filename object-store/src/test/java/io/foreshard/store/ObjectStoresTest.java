package io.foreshard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectStoresTest {
    @TempDir
    Path directory;

    @Test
    void open_distant_wrapsADirectory() throws Exception {
        try (ObjectStore store =
                ObjectStores.open("distant://firstByteMillis=1,stragglers=.5" + directory, StoreOptions.none())) {
            assertThat(store).hasToString("dir:" + directory.toRealPath());
        }
    }

    @Test
    void open_schemeOfThirdParty_usesItsProvider() throws Exception {
        try (ObjectStore store = ObjectStores.open("third-party:", StoreOptions.none())) {
            assertThat(store).hasToString("memory");
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "/secret",
                "secret",
                "DIR:/secret",
                "secret:/path",
                "mem:secret",
                "minio:secret@host",
                "s3://key:secret@bucket/prefix",
                "s3://bucket/prefix?region=secret",
                "s3://bucket/prefix#secret",
                "dir:/secret\n",
                "distant://secret/path",
                "distant://firstByteMillis=secret/path",
                "distant://stragglers=7/secret"
            })
    void open_invalidUri_isRefusedWithoutRepeatingIt(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectStores.open(uri, StoreOptions.none()))
                .withMessageStartingWith("The store URI (tier.storeUri) ")
                .withMessageMatching("[^:]*(: )[^\\n]*\\.")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void open_s3EndpointWithoutS3_isRefused() {
        StoreOptions options = StoreOptions.none().with("s3.endpoint", "http://key:secret@localhost:9000");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectStores.open("dir:" + directory, options))
                .withMessage(
                        "The setting tier.s3.endpoint has no effect on a store of the scheme dir: remove tier.s3.endpoint,"
                                + " or change tier.storeUri.");
    }

    @Test
    void with_null_leavesOptionUnset() {
        assertThat(StoreOptions.none().with("s3.endpoint", null).names()).isEmpty();
    }
}
