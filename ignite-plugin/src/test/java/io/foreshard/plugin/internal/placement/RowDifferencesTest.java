package io.foreshard.plugin.internal.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowDifferencesTest {
    private static final long[] ROWS = {1, 10, 2, 20, 3, 30};

    private final RowDifferences differences = new RowDifferences();

    private int compare(long[]... copies) {
        differences.compare(List.of(copies));
        return differences.size();
    }

    @Test
    void compare_equalCopies_none() {
        assertThat(compare(ROWS, new long[] {3, 30, 1, 10, 2, 20})).isZero();
    }

    @Test
    void compare_backupIsBehind_differsUntilItHasCaughtUp() {
        assertThat(compare(ROWS, new long[] {1, 10, 2, 19, 3, 30})).isEqualTo(1);

        assertThat(compare(ROWS, ROWS)).isZero();
    }

    @Test
    void compare_rowIsWrittenAtEachComparison_isNoDifference() {
        assertThat(compare(new long[] {1, 11}, new long[] {1, 10})).isEqualTo(1);

        assertThat(compare(new long[] {1, 13}, new long[] {1, 12})).isZero();
    }

    @Test
    void compare_rowIsMissingAtEachComparison_staysADifference() {
        long[] without = {1, 10, 3, 30};
        assertThat(compare(ROWS, without, ROWS)).isEqualTo(1);
        assertThat(compare(ROWS, without, ROWS)).isEqualTo(1);

        assertThat(compare(new long[] {1, 10, 2, 20, 3, 31, 4, 40}, new long[] {1, 10, 3, 30}, ROWS))
                .as("rows that differ for the first time may be on their way")
                .isEqualTo(1);
    }
}
