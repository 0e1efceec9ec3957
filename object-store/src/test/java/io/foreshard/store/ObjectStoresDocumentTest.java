package io.foreshard.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.s3.S3StoreProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** {@code docs/object-stores.md} names each promise of the self-test and each option of S3. */
class ObjectStoresDocumentTest {
    @Test
    void document_promisesAndOptions_areNamed() throws Exception {
        String document = Files.readString(Path.of(System.getProperty("foreshard.root"), "docs", "object-stores.md"));

        assertThat(Arrays.stream(StoreSelfTest.Promise.values()).map(promise -> "`" + promise + "`"))
                .allSatisfy(promise -> assertThat(document).contains("| " + promise + " |"));
        assertThat(new S3StoreProvider().options())
                .allSatisfy(option -> assertThat(document).containsPattern("`(tier\\.)?" + option + "`"));
    }
}
