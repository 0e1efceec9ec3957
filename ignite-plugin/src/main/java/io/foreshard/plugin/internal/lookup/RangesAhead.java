package io.foreshard.plugin.internal.lookup;

import io.foreshard.plugin.internal.page.FetchWindow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.ignite.internal.processors.query.calcite.exec.exp.RangeCondition;
import org.apache.ignite.internal.processors.query.calcite.exec.exp.RangeIterable;

/** The ranges of a scan: the rows of a range and of the next ones are fetched before the scan gets it. Not thread-safe. */
final class RangesAhead<R> implements RangeIterable<R> {
    /** Ranges that are searched together at most. */
    private static final int MAX_RANGES = 1024;

    private final RangeIterable<R> ranges;
    private Fetch<R> fetch = (unused, maxPages) -> unused.size();

    /** Fetches the rows of ranges. */
    @FunctionalInterface
    interface Fetch<R> {
        /** Returns the number of ranges whose rows are fetched: the first ones, as many as need the pages. */
        int fetch(List<RangeCondition<R>> ranges, int maxPages);
    }

    RangesAhead(RangeIterable<R> ranges) {
        this.ranges = ranges;
    }

    void fetchBy(Fetch<R> rows) {
        fetch = rows;
    }

    @Override
    public boolean multiBounds() {
        return ranges.multiBounds();
    }

    @Override
    public Iterator<RangeCondition<R>> iterator() {
        List<RangeCondition<R>> all = new ArrayList<>();
        ranges.forEach(all::add);
        FetchWindow window = new FetchWindow();
        return new Iterator<>() {
            private int next;
            private int fetched;

            @Override
            public boolean hasNext() {
                return next < all.size();
            }

            @Override
            public RangeCondition<R> next() {
                RangeCondition<R> range = all.get(next);
                if (next == fetched) {
                    int end = Math.min(all.size(), fetched + MAX_RANGES);
                    fetched += fetch.fetch(all.subList(fetched, end), window.next());
                }
                next++;
                return range;
            }
        };
    }
}
