package io.foreshard.plugin.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionNumbersTest {
    @Test
    void parse_numbersAndRanges_areSortedAndUnique() {
        assertThat(PartitionNumbers.parse("20,0-3, 2 ,64999")).containsExactly(0, 1, 2, 3, 20, 64_999);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "1,,2", "-1", "3-1", "65000", "1-65000", "1-2-3", "99999999999", "1.5"})
    void parse_anythingElse_isRefusedWithASentence(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionNumbers.parse(text))
                .withMessageStartingWith("Partitions are numbers and ranges from 0 to 64999, as in 0-15,20; '")
                .withMessageEndingWith("' is neither.");
    }
}
