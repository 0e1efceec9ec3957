package io.foreshard.plugin.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.ignite.IgniteCheckedException;
import org.junit.jupiter.api.Test;

/** The hooks that are names of methods: their presence in this Ignite, and their frames on a stack. */
class ChangeMethodsTest {
    @Test
    void find_thisIgnite_findsAll() throws IgniteCheckedException {
        assertThat(ChangeMethods.find().onCurrentStack()).isFalse();
    }

    @Test
    void find_methodMissing_namesIt() {
        assertThatThrownBy(() -> ChangeMethods.find(Map.of(Changing.class, List.of("insert", "rebalance"))))
                .isInstanceOf(IgniteCheckedException.class)
                .hasMessageContaining("[" + Changing.class.getName() + "#rebalance]")
                .hasMessageContaining("use Ignite 2.17");
    }

    @Test
    void onCurrentStack_insideAndOutside_tellsThemApart() throws IgniteCheckedException {
        ChangeMethods methods = ChangeMethods.find(Map.of(Changing.class, List.of("insert")));

        assertThat(Changing.insert(methods::onCurrentStack)).isTrue();
        assertThat(Changing.look(methods::onCurrentStack)).isFalse();
    }

    private static final class Changing {
        static boolean insert(BooleanSupplier inside) {
            return inside.getAsBoolean();
        }

        static boolean look(BooleanSupplier inside) {
            return inside.getAsBoolean();
        }
    }
}
