package io.foreshard.plugin.internal.placement;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.ignite.IgniteCheckedException;
import org.junit.jupiter.api.Test;

class PlacementHooksTest {
    @Test
    void check_thisIgnite_passes() {
        assertThatCode(PlacementHooks::check).doesNotThrowAnyException();
    }

    @Test
    void check_missingMethods_throwsNamingThem() {
        assertThatThrownBy(() -> PlacementHooks.check(Map.of(String.class, List.of("length", "lengths", "width"))))
                .isInstanceOf(IgniteCheckedException.class)
                .hasMessageContaining("the methods [String.lengths, String.width]");
    }
}
