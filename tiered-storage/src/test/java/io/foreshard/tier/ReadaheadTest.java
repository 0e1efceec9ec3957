package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The pages that are fetched ahead of readers of a partition of two objects. */
class ReadaheadTest {
    private static final int UNIT = 16;
    private static final int OBJECT = 2048;
    private static final int MAX = 512;

    private final PageTable table = table(pages(1, 2 * OBJECT - 1));
    private final Readahead readahead = new Readahead(table, UNIT, MAX);

    /** Returns the table of a partition whose remote pages are given, in an object for each 2,048 pages of the file. */
    private static PageTable table(int[] pages) {
        Residency residency = new Residency(1, 0, 11);
        for (int object = 0; object <= pages[pages.length - 1] / OBJECT; object++) {
            int number = object;
            int[] slots =
                    Arrays.stream(pages).filter(page -> page / OBJECT == number).toArray();
            residency.add(new PageObject("object-" + object, 1, 0, slots, new int[slots.length]), (slot, page) -> true);
        }
        return new PageTable(residency);
    }

    private void fetchUnits(int from, int count) {
        for (int unit = 0; unit < count; unit++) {
            assertThat(readahead.fetched(from + unit * UNIT)).isEmpty();
        }
    }

    private static int[] pages(int first, int count) {
        return IntStream.range(first, first + count).toArray();
    }

    @Test
    void fetched_thirdUnitInOrder_returnsFourUnitsBehindIt() {
        fetchUnits(UNIT, 2);

        assertThat(readahead.fetched(3 * UNIT)).isEqualTo(pages(4 * UNIT, 4 * UNIT));
    }

    @Test
    void read_firstPageOfAWindow_returnsAWindowFourTimesAsLargeOnce() {
        fetchUnits(UNIT, 2);
        int[] first = readahead.fetched(3 * UNIT);

        int[] second = readahead.read(first[5]);

        assertThat(second).isEqualTo(pages(first[first.length - 1] + 1, 16 * UNIT));
        assertThat(readahead.read(first[6])).isEmpty();
        int[] third = readahead.fetched(second[0]);
        assertThat(third).as("the maximum").isEqualTo(pages(second[second.length - 1] + 1, MAX));
        assertThat(readahead.read(third[100])).hasSize(MAX);
    }

    @Test
    void read_windowAtTheEndOfAnObject_continuesInTheNext() {
        int start = OBJECT - 5 * UNIT;
        fetchUnits(start, 2);

        assertThat(readahead.fetched(start + 2 * UNIT)).isEqualTo(pages(start + 3 * UNIT, 4 * UNIT));
    }

    @Test
    void read_windowAtTheEndOfThePartition_isShort() {
        int start = 2 * OBJECT - 4 * UNIT;
        fetchUnits(start, 2);

        int[] window = readahead.fetched(start + 2 * UNIT);

        assertThat(window).hasSize(UNIT);
        assertThat(readahead.read(window[0])).isEmpty();
    }

    @Test
    void fetched_rangesInOrder_earnAWindow() {
        assertThat(readahead.fetched(pages(1, 40))).isEmpty();
        assertThat(readahead.fetched(pages(49, 30))).isEmpty();

        assertThat(readahead.fetched(pages(81, 40))).isEqualTo(pages(128, 4 * UNIT));
    }

    @Test
    void fetched_scatteredPages_areNoStream() {
        for (int from = 1; from < 100; from++) {
            assertThat(readahead.fetched(from, from + OBJECT / 2, from + OBJECT))
                    .isEmpty();
        }
    }

    @Test
    void fetched_readersInterleaved_eachEarnsAWindow() {
        fetchUnits(UNIT, 2);
        fetchUnits(1001, 2);
        fetchUnits(2001, 2);

        assertThat(readahead.fetched(1001 + 2 * UNIT)).isNotEmpty();
        assertThat(readahead.fetched(3 * UNIT)).isNotEmpty();
        assertThat(readahead.fetched(2001 + 2 * UNIT)).isNotEmpty();
    }

    @Test
    void fetched_randomPages_returnsNothing() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Readahead fresh = new Readahead(table, UNIT, MAX);
            for (int read = 0; read < 20; read++) {
                assertThat(fresh.fetched(1 + random.nextInt(2 * OBJECT - 1)))
                        .as("seed %d", seed)
                        .isEmpty();
            }
        }
    }

    @Test
    void fetched_randomPagesOfASmallPartition_seldomReturnsPages() {
        int units = 100;
        Readahead small = new Readahead(table(pages(1, units * UNIT - 1)), UNIT, MAX);
        Random random = new Random(1);
        int windows = 0;
        for (int read = 0; read < 10_000; read++) {
            windows += small.fetched(1 + random.nextInt(units * UNIT - 1)).length > 0 ? 1 : 0;
        }
        assertThat(windows).isLessThan(20);
    }

    @Test
    void fetched_mostPagesLocal_returnsFew() {
        PageTable sparse = table(IntStream.range(0, 100).map(i -> 1 + i * UNIT).toArray());
        Readahead ahead = new Readahead(sparse, UNIT, MAX);

        assertThat(ahead.fetched(1)).isEmpty();
        assertThat(ahead.fetched(1 + UNIT)).isEmpty();
        assertThat(ahead.fetched(1 + 2 * UNIT))
                .as("in a span of twice the window")
                .hasSize(2 * 4 * UNIT / UNIT);
    }

    @Test
    void fetched_everySecondUnit_returnsNothing() {
        for (int i = 0; i < 50; i++) {
            assertThat(readahead.fetched(1 + 2 * i * UNIT)).isEmpty();
        }
    }

    @Test
    void fetched_noReadahead_returnsNothing() {
        Readahead none = new Readahead(table, UNIT, 0);
        for (int unit = 0; unit < 10; unit++) {
            assertThat(none.fetched(1 + unit * UNIT)).isEmpty();
        }
    }
}
