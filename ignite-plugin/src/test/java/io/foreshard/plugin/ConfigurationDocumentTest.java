package io.foreshard.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationDocumentTest {
    @Test
    void document_declarations_areTheSame() throws Exception {
        Path document = Path.of(System.getProperty("foreshard.root"), "docs", "configuration.md");
        if (Boolean.getBoolean("foreshard.write.documents")) {
            Files.writeString(document, ConfigurationDocument.text());
        }

        assertThat(document)
                .as("mvn -pl ignite-plugin -am test -Dforeshard.write.documents=true writes it anew")
                .hasContent(ConfigurationDocument.text());
    }
}
