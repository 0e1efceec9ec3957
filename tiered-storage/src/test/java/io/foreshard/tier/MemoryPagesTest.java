package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages that a scan of a partition of 400,000 remote pages fetches beside those of its rows. */
class MemoryPagesTest {
    private static final int PAGES = 400_000;
    private static final int SLOT_BITS = 12;
    private static final int SLOTS = 1 << SLOT_BITS;
    /** Pages of a fetch. */
    private static final int COUNT = 4;

    private final PageTable table = table();
    private final MemoryPages pages = new MemoryPages(new UnwrittenPages(), table);
    private int examined;

    private static PageTable table() {
        Residency residency = new Residency(1, 0, SLOT_BITS);
        for (int first = 0; first < PAGES; first += SLOTS) {
            int[] slots = IntStream.range(first, Math.min(first + SLOTS, PAGES)).toArray();
            residency.add(
                    new PageObject("object-" + first, 1, 0, slots, new int[slots.length]), (slot, page) -> page > 0);
        }
        return new PageTable(residency);
    }

    @BeforeEach
    void begin() {
        pages.beginReadThrough();
    }

    /** Fetches the next pages that are not in the page memory, and loads them. */
    private int[] fetch(IntPredicate isLoaded) {
        int[] next = pages.notPassed(COUNT, page -> {
            examined++;
            return !isLoaded.test(page);
        });
        IntStream.of(next).forEach(this::pass);
        return next;
    }

    private void pass(int page) {
        pages.pass(page, table.rangeOf(page).object(), ByteBuffer.allocate(1));
        pages.take(page);
    }

    /** Fetches until no page is left; returns all pages. */
    private List<Integer> scan(IntPredicate isLoaded) {
        List<Integer> fetched = new ArrayList<>();
        int[] next = fetch(isLoaded);
        while (next.length > 0) {
            IntStream.of(next).forEach(fetched::add);
            next = fetch(isLoaded);
        }
        return fetched;
    }

    @Test
    void notPassed_nearlyAllPagesInThePageMemory_examinesEachPageOnceInAScan() {
        List<Integer> fetched = scan(page -> page % 1000 != 0);

        assertThat(fetched)
                .containsExactlyElementsOf(
                        IntStream.range(1, PAGES / 1000).mapToObj(i -> 1000 * i).toList());
        assertThat(examined).isLessThan(PAGES);
        assertThat(fetch(page -> false)).isEmpty();
    }

    @Test
    void notPassed_nextScan_examinesThePagesAgain() {
        List<Integer> first = scan(page -> page % 1000 != 0);
        pages.beginReadThrough();

        assertThat(scan(page -> page % 1000 != 0)).isEqualTo(first);
    }

    @Test
    void notPassed_pagesPassedOrWritten_areLeftOut() {
        List<Integer> left = IntStream.iterate(2, page -> page < PAGES, page -> page + 50_000)
                .boxed()
                .toList();
        for (int page = 1; page < PAGES; page++) {
            if (page % 50_000 == 7) {
                table.written(page, page);
            } else if (page % 50_000 != 2) {
                pass(page);
            }
        }

        assertThat(scan(page -> false)).containsExactlyElementsOf(left);
        assertThat(examined).isEqualTo(left.size());
    }
}
