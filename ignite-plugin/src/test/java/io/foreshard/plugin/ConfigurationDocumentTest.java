package io.foreshard.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConfigurationDocumentTest {
    @Test
    void theDocumentIsWhatTheDeclarationsSay() throws Exception {
        Path document = Path.of(System.getProperty("foreshard.root"), "docs", "configuration.md");
        if (Boolean.getBoolean("foreshard.write.documents")) {
            Files.createDirectories(document.getParent());
            Files.writeString(document, Settings.document());
        }

        assertThat(document)
                .as("mvn -pl ignite-plugin -am test -Dforeshard.write.documents=true writes it anew")
                .hasContent(Settings.document());
    }

    @Test
    void everyPropertyOfTheBeanIsDeclared() throws Exception {
        assertThat(Arrays.stream(Introspector.getBeanInfo(ForeshardConfiguration.class, Object.class)
                                .getPropertyDescriptors())
                        .map(PropertyDescriptor::getName))
                .containsExactlyInAnyOrderElementsOf(
                        Settings.ALL.stream().map(Setting::name).toList());
    }

    @Test
    void theDefaultsAreAllowed() {
        ForeshardConfiguration configuration = new ForeshardConfiguration();

        assertThat(Settings.ALL).allSatisfy(setting -> {
            assertThat(setting.problem(configuration)).isNull();
            assertThat(setting.text(configuration)).isEqualTo(String.valueOf(setting.initial()));
        });
    }
}
