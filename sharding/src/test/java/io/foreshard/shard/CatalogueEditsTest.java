package io.foreshard.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.shard.ShardDecision.Kind;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CatalogueEditsTest {
    private static final int PARTITIONS = 64;
    private static final int MOST = 16;
    private static final String BY_HAND = "by hand";
    private static final OptionalInt MIDDLE = OptionalInt.empty();

    private final ShardCatalogue first = ShardCatalogue.ofEqualShards(PARTITIONS, 8, 0);

    private static List<String> names(ShardCatalogue catalogue) {
        return catalogue.shards().stream()
                .map(shard -> shard.prefix(PARTITIONS))
                .toList();
    }

    private static ShardPlan split(ShardCatalogue catalogue, String name) {
        return CatalogueEdits.split(catalogue, name, MIDDLE, BY_HAND, 7);
    }

    private static ShardPlan merge(ShardCatalogue catalogue, String name) {
        return CatalogueEdits.merge(catalogue, name, MOST, BY_HAND, 7);
    }

    private static void assertRefused(ThrowingCallable edit, String sentence) {
        assertThatIllegalArgumentException().isThrownBy(edit).withMessage(sentence);
    }

    @Test
    void split_withoutBoundary_cutsIntoHalves() {
        ShardPlan plan = split(first, "010*");

        assertThat(names(plan.catalogue()))
                .containsExactly("000*", "001*", "0100*", "0101*", "011*", "100*", "101*", "110*", "111*");
        assertThat(plan.catalogue().version()).isEqualTo(2);
        assertThat(plan.catalogue().splits()).isEqualTo(1);
        assertThat(plan.catalogue().shardOf(20).createdMillis()).isEqualTo(7);
        assertThat(plan.decisions()).hasToString("[SPLIT partitions 16..23: by hand]");
    }

    @Test
    void split_atABoundary_cutsAsOftenAsNeeded() {
        ShardPlan plan = CatalogueEdits.split(first, "010", OptionalInt.of(19), BY_HAND, 7);

        assertThat(names(plan.catalogue())).contains("01000*", "010010*", "010011*", "0101*");
        assertThat(plan.catalogue().version()).isEqualTo(2);
        assertThat(plan.catalogue().splits()).isEqualTo(3);
        assertThat(plan.decisions())
                .hasToString("[SPLIT partitions 16..23: by hand, SPLIT partitions 16..19: by hand,"
                        + " SPLIT partitions 18..19: by hand]");
    }

    @Test
    void merge_ofEitherBuddy_hasTheSameResult() {
        assertThat(merge(first, "011*").catalogue())
                .isEqualTo(merge(first, "010*").catalogue());
        assertThat(names(merge(first, "011*").catalogue())).startsWith("000*", "001*", "01*", "100*");
        assertThat(merge(first, "011*").decisions()).hasToString("[MERGE partitions 16..31: by hand]");
        assertThat(merge(first, "011*").catalogue().merges()).isEqualTo(1);
    }

    @Test
    void pin_thenUnpin_keepsTheBoundaries() {
        ShardCatalogue pinned = CatalogueEdits.pin(first, "010*", BY_HAND).catalogue();

        assertThat(pinned.shardOf(16).isPinned()).isTrue();
        assertThat(pinned.shardOf(24).isPinned()).isFalse();
        assertThat(CatalogueEdits.pin(pinned, "010*", BY_HAND).decisions()).isEmpty();
        assertThat(CatalogueEdits.pin(pinned, "010*", BY_HAND).catalogue()).isSameAs(pinned);
        ShardPlan unpinned = CatalogueEdits.unpin(pinned, "010*", BY_HAND);
        assertThat(unpinned.catalogue().shards()).isEqualTo(first.shards());
        assertThat(unpinned.decisions()).hasToString("[UNPIN partitions 16..23: by hand]");
    }

    @Test
    void edit_notPossible_isRefusedWithTheCure() {
        ShardCatalogue parts = split(first, "010*").catalogue();
        ShardCatalogue pinned = CatalogueEdits.pin(first, "010*", BY_HAND).catalogue();
        ShardCatalogue single = ShardCatalogue.ofEqualShards(PARTITIONS, PARTITIONS, 0);

        assertRefused(() -> split(first, "01*"), "There is no shard 01*; its partitions are those of 010*, 011*.");
        assertRefused(() -> split(first, "0101*"), "There is no shard 0101*; its partitions are those of 010*.");
        assertRefused(
                () -> split(single, "*"),
                "There is no shard *; its partitions are those of 000000*, 000001*, 000010*, 000011*, 000100*, 000101*,"
                        + " 000110*, 000111* and 56 more.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> split(first, "0x*"))
                .withMessageContaining("as SYS.SHARDS shows it; '0x*' is not.");
        assertRefused(
                () -> split(single, "000001*"), "The shard 000001* is one partition, and a partition cannot be split.");
        for (int boundary : new int[] {-1, 15, 16, 24}) {
            assertRefused(
                    () -> CatalogueEdits.split(first, "010*", OptionalInt.of(boundary), BY_HAND, 7),
                    "The shard 010* can be split at the partitions 17 to 23; " + boundary + " is none of them.");
        }
        assertRefused(() -> split(pinned, "010*"), "The shard 010* is pinned: unpin it first.");
        assertRefused(() -> merge(pinned, "011*"), "The shard 010* is pinned: unpin it first.");
        assertRefused(
                () -> merge(parts, "011*"),
                "The shard 011* merges with 010*, which is split: merge its parts first. They are 0100*, 0101*.");
        assertRefused(
                () -> merge(merge(first, "010*").catalogue(), "01*"),
                "The shard 01* has the maximum width: a shard has at most 16 partitions, because they share an epoch.");
    }

    @Property(tries = 200)
    void edits_random_keepATilingAndAnOrderOfVersions(@ForAll long seed) {
        Random random = new Random(seed);
        ShardCatalogue catalogue = first;
        for (int step = 0; step < 50; step++) {
            Shard shard = catalogue.shardOf(random.nextInt(PARTITIONS));
            String name = shard.prefix(PARTITIONS);
            ShardPlan plan;
            try {
                plan = switch (random.nextInt(4)) {
                    case 0 -> CatalogueEdits.split(
                            catalogue, name, OptionalInt.of(random.nextInt(PARTITIONS)), BY_HAND, step);
                    case 1 -> CatalogueEdits.merge(catalogue, name, MOST, BY_HAND, step);
                    case 2 -> CatalogueEdits.pin(catalogue, name, BY_HAND);
                    default -> CatalogueEdits.unpin(catalogue, name, BY_HAND);
                };
            } catch (IllegalArgumentException expected) {
                assertThat(expected).hasMessageEndingWith(".");
                continue;
            }
            int changes = plan.decisions().size();
            assertThat(plan.catalogue().version()).isEqualTo(catalogue.version() + (changes == 0 ? 0 : 1));
            assertThat(plan.catalogue().shards()).allMatch(each -> each.partitions() <= MOST);
            assertThat(plan.catalogue().splits() - catalogue.splits())
                    .isEqualTo(plan.decisions().stream()
                            .filter(decision -> decision.kind() == Kind.SPLIT)
                            .count());
            catalogue = plan.catalogue(); // its constructor checks that the shards tile the partitions
        }
    }
}
