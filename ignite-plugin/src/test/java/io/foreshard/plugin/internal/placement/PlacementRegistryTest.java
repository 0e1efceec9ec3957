package io.foreshard.plugin.internal.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.shard.placement.PlacedRange;
import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementChange;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementRegistryTest {
    private static final int PARTITIONS = 64;

    private final PlacementRegistry registry = new PlacementRegistry(Placement.rendezvous(PARTITIONS));

    private static AffinityTopologyVersion version(long topology, int minor) {
        return new AffinityTopologyVersion(topology, minor);
    }

    private static PlacementChange change(long base, String owner) {
        return new PlacementChange(base, PARTITIONS, List.of(new PlacedRange(0, 16, List.of(owner), 0)));
    }

    @Test
    void at_betweenChanges_isTheLastOneNotNewer() {
        assertThat(registry.apply(version(5, 1), change(0, "a"))).isTrue();
        assertThat(registry.apply(version(7, 3), change(1, "b"))).isTrue();

        assertThat(registry.at(version(5, 0)).version()).isZero();
        assertThat(registry.at(version(5, 1)).version()).isEqualTo(1);
        assertThat(registry.at(version(7, 2)).version()).isEqualTo(1);
        assertThat(registry.at(version(7, 3)).version()).isEqualTo(2);
        assertThat(registry.at(version(100, 0))).isEqualTo(registry.newest());
    }

    @Test
    void apply_changeOfAnotherVersionOrMap_changesNothing() {
        registry.apply(version(5, 1), change(0, "a"));

        assertThat(registry.apply(version(5, 2), change(0, "b"))).isFalse();
        assertThat(registry.apply(version(5, 2), change(2, "b"))).isFalse();
        assertThat(registry.apply(version(5, 2), new PlacementChange(1, 128, List.of(PlacedRange.rendezvous(0, 128)))))
                .isFalse();
        assertThat(registry.history()).hasSize(2);
    }

    @Test
    void apply_manyChanges_keepsTheNewest() {
        for (int i = 0; i < 200; i++) {
            registry.apply(version(5, i), change(i, "n" + i));
        }

        assertThat(registry.history()).hasSize(PlacementRegistry.HISTORY);
        assertThat(registry.newest().version()).isEqualTo(200);
        assertThat(registry.at(version(5, 199 - 30)).version()).isEqualTo(170);
    }

    @Test
    void text_history_isReadBack() {
        registry.apply(version(5, 1), change(0, "a"));
        registry.apply(version(7, 3), change(1, "b,c:d.e"));

        assertThat(PlacementHistoryText.parse(PlacementHistoryText.of(registry.history())))
                .isEqualTo(registry.history());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "1.1:", "1:1", "x.1:AAAA", "1.1:AAAA", "1.1:!", "1.1.1:AAAA"})
    void parse_otherText_throws(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PlacementHistoryText.parse(text));
    }

    @Test
    void adopt_historyOfAnotherNode_replacesTheOwn() {
        registry.apply(version(50, 1), change(0, "a"));
        PlacementRegistry other = new PlacementRegistry(Placement.rendezvous(PARTITIONS));
        other.apply(version(3, 1), change(0, "b"));

        registry.adopt(other.history());

        assertThat(registry.history())
                .isEqualTo(new TreeMap<>(Map.of(
                        AffinityTopologyVersion.ZERO,
                        Placement.rendezvous(PARTITIONS),
                        version(3, 1),
                        other.newest())));
    }
}
