package io.foreshard.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.key.ProfileLayout;
import io.foreshard.key.ProfileLayout.Field;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IssuedRowsTest {
    private static final ProfileLayout LAYOUT = ProfileLayout.transactions();
    private static final Duration EPOCH = Duration.ofDays(1);
    private static final int PARTITIONS = 64; // 4 for each epoch
    private static final long NOW = 1_700_000_000_000L;

    private final IssuedRows rows = new IssuedRows(LAYOUT, PARTITIONS, EPOCH);

    private static long id(int epoch, int band) {
        return LAYOUT.with(LAYOUT.with(0, Field.EPOCH, epoch), Field.BAND, band);
    }

    private void add(int epoch, int... rowsOfBands) {
        for (int band = 0; band < rowsOfBands.length; band++) {
            rows.add(id(epoch, band), rowsOfBands[band], NOW);
        }
    }

    @Test
    void full_noRows_isNone() {
        FullPartitions full = rows.full();

        for (int epoch = 0; epoch < 16; epoch++) {
            for (int band = 0; band < 4; band++) {
                assertThat(full.isFull(id(epoch, band))).isFalse();
                assertThat(full.isOverfull(id(epoch, band))).isFalse();
            }
        }
    }

    @Test
    void full_unevenRows_comparesWithTheMeanOfTheEpoch() {
        add(3, 130, 75, 20, 175); // mean 100
        add(4, 2_000, 2_000, 2_000, 2_000);

        FullPartitions full = rows.full();

        assertThat(full.isFull(id(3, 0))).isTrue();
        assertThat(full.isOverfull(id(3, 0))).isFalse();
        assertThat(full.isFull(id(3, 1))).isFalse();
        assertThat(full.isFull(id(3, 3))).isTrue();
        assertThat(full.isOverfull(id(3, 3))).isFalse();
        assertThat(full.isFull(id(4, 0))).isFalse();

        add(3, 0, 0, 0, 20); // mean 105

        assertThat(rows.full().isOverfull(id(3, 3))).isTrue();
    }

    @Test
    void full_fewRows_isNone() {
        add(3, 16, 0, 0, 0);
        assertThat(rows.full().isFull(id(3, 0))).isFalse();

        add(3, 1, 0, 0, 0);
        assertThat(rows.full().isFull(id(3, 0))).isTrue();
    }

    @Test
    void full_rowsOfThePreviousUseOfTheEpoch_countAlmostNothing() {
        add(3, 1_000, 0, 0, 0);
        long later = NOW + 15 * EPOCH.toMillis();
        rows.add(id(3, 1), 100, later);

        FullPartitions full = rows.full();

        assertThat(full.isFull(id(3, 0))).isFalse();
        assertThat(full.isFull(id(3, 1))).isTrue();
    }

    @Test
    void full_afterAnEpoch_halvesTheRows() {
        add(3, 200, 0, 0, 0);
        rows.add(id(3, 1), 100, NOW + EPOCH.toMillis());
        assertThat(rows.full().isOverfull(id(3, 0))).isTrue(); // 100, 100, 0, 0

        rows.add(id(3, 2), 40, NOW + EPOCH.toMillis());
        assertThat(rows.full().isOverfull(id(3, 0))).isFalse(); // 100, 100, 40, 0
        assertThat(rows.full().isFull(id(3, 0))).isTrue();
    }

    @Test
    void add_centuriesLater_staysFinite() {
        add(3, 1_000, 0, 0, 0);
        long later = NOW + 5_000 * EPOCH.toMillis();
        rows.add(id(3, 1), 100, later);
        rows.add(id(3, 2), 100, NOW);

        FullPartitions full = rows.full();

        assertThat(full.isFull(id(3, 0))).isFalse();
        assertThat(full.isFull(id(3, 1))).isTrue();
        assertThat(full.isFull(id(3, 2))).isTrue();
    }
}
