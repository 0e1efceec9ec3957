package io.foreshard.plugin.internal.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExampleOwnersTest {
    /** The owners that released versions compute: a version with others can neither join their clusters nor start on their data without moving it. */
    @Test
    void hash_ofThisVersion_isThatOfEarlierVersions() {
        assertThat(Stream.of(64, 1024, 8192).map(ExampleOwners::hash))
                .containsExactly("4b8a857e", "ee3cf9e8", "770c8b8e");
    }
}
