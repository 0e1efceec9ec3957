package io.foreshard.plugin.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Looks for misspelt names among known ones. */
class NearNamesTest {
    private static final List<String> KNOWN =
            List.of("coldAfter", "storeUri", "requestDeadline", "tier", "host", "port");

    @Test
    void of_misspeltName_findsIt() {
        assertThat(List.of("coldAftr", "coldAffter", "codlAfter", "coldafter", "ColdAftre"))
                .allSatisfy(name -> assertThat(NearNames.of(name, KNOWN)).containsExactly("coldAfter"));
        assertThat(NearNames.of("teir", KNOWN)).containsExactly("tier");
    }

    @Test
    void of_otherName_isEmpty() {
        assertThat(List.of("", "x", "after", "cold", "recordBytes"))
                .allSatisfy(name -> assertThat(NearNames.of(name, KNOWN)).isEmpty());
    }

    @Test
    void of_severalNear_nearestFirst() {
        assertThat(NearNames.of("storesUris", List.of("storeUris", "storesUri", "storeUri")))
                .containsExactly("storeUris", "storesUri", "storeUri");
    }

    @Test
    void question_oneTwoOrThree_readsAsEnglish() {
        assertThat(NearNames.question(List.of("a"))).isEqualTo("Did you mean a?");
        assertThat(NearNames.question(List.of("a", "b"))).isEqualTo("Did you mean a or b?");
        assertThat(NearNames.question(List.of("a", "b", "c"))).isEqualTo("Did you mean a, b or c?");
    }
}
