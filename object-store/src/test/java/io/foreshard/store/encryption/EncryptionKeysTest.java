package io.foreshard.store.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionKeysTest {
    private static final String KEY = EncryptedObjectStoreTest.key(1);

    @TempDir
    Path directory;

    @Test
    void read_file_firstKeyWrites() throws Exception {
        String other = EncryptedObjectStoreTest.key(2);
        Path file = Files.writeString(directory.resolve("keys"), "\n# comment\n" + KEY + "\n\n" + other + "\n");

        EncryptionKeys keys = EncryptionKeys.read("file:" + file);

        assertThat(keys.writerId()).isEqualTo(EncryptionKeys.parse(KEY, "test").writerId());
        assertThat(keys.toString()).matches("keys \\[[0-9a-f]{16}, [0-9a-f]{16}\\]");
    }

    @Test
    void read_placeWithoutKeys_isRefusedWithCure() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncryptionKeys.read("file:" + directory.resolve("absent")))
                .withMessageContaining("cannot be read: check that the file exists");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncryptionKeys.read("env:FORESHARD_ABSENT"))
                .withMessageContaining("is not set; make a key with: openssl rand -base64 32");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncryptionKeys.read("/secret"))
                .withMessageContaining("must be file:/path of a file or env:NAME")
                .withMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# comment", "secret", "c2VjcmV0", "secret secret!"})
    void parse_noKeyOf32Bytes_isRefusedWithoutRepeatingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncryptionKeys.parse(text, "env:KEYS"))
                .withMessageStartingWith("The encryption keys (tier.encryptionKeys) env:KEYS: it holds")
                .withMessageEndingWith("; make a key with: openssl rand -base64 32.")
                .withMessageNotContaining("secret")
                .withMessageNotContaining("c2VjcmV0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncryptionKeys.parse(KEY + "," + KEY.substring(4), "env:KEYS"))
                .withMessageContaining("as number 2")
                .withMessageNotContaining(KEY.substring(4, 12));
    }
}
