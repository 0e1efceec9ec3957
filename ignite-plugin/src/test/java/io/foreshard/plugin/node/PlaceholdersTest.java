package io.foreshard.plugin.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks names of JVM properties and environment variables against a file with four placeholders. */
class PlaceholdersTest {
    private static final Placeholders PLACEHOLDERS = new Placeholders(
            "${foreshard.coldAfter:} #{${foreshard.regionMegabytes:1024} * 2} ${foreshard.host:#{null}} ${foreshard.store}");

    @Test
    void misspelt_property_hasASuggestion() {
        assertThat(PLACEHOLDERS.misspelt(List.of("java.home", "foreshard.store", "foreshard.coldafter"), List.of()))
                .contains("no placeholder reads foreshard.coldafter. Did you mean foreshard.coldAfter?");
    }

    @Test
    void misspelt_variable_hasASuggestion() {
        assertThat(PLACEHOLDERS.misspelt(List.of(), List.of("FORESHARD_STORE", "FORESHARD_REGIONMEGABYTE")))
                .contains("no placeholder reads FORESHARD_REGIONMEGABYTE. Did you mean FORESHARD_REGIONMEGABYTES?");
    }

    @Test
    void misspelt_knownAndUnrelatedNames_isEmpty() {
        assertThat(PLACEHOLDERS.misspelt(
                        List.of("foreshard.coldAfter", "foreshard.trace", "foreshard.root"),
                        List.of("FORESHARD_HOST", "FORESHARD_PORT", "FORESHARD_SERVICE_HOST", "HOME")))
                .isEmpty();
    }
}
