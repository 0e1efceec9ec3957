package io.foreshard.tier;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.IntSummaryStatistics;
import java.util.List;

/**
 * The sequential readers of one partition, and the pages to fetch ahead of each.
 *
 * <p>A stream is a sequence of fetches, of one page or of a dense range, in the order of page numbers, in which an offload stores them. Two fetches that continue the one before earn a window of four fetch units; each
 * later window is four times as large, up to a maximum. It begins when the reader reaches the window before: so the reader waits for the bandwidth of the store, not for its latency. Reads in
 * random order earn nothing, and a window that is not reached is the last of its stream. After the readahead of Linux (mm/readahead.c).
 *
 * <p>It sends no request. Thread-safe.
 */
final class Readahead {
    /** A new stream replaces that without a fetch for the longest time. */
    private static final int MAX_STREAMS = 8;

    private static final int MIN_STREAMS = 2;

    /** Remote units for each stream: a read in random order continues one by chance with a probability of 3 %. */
    private static final int UNITS_PER_STREAM = 32;

    /** With one, reads in random order would earn a window with a probability of 3 % each. */
    private static final int EARNED_BY = 2;

    private static final int GROWTH = 4;

    /** Pages that a window spans for each page that it holds: beyond, most pages are local, and so are most bytes of a fetch unit. */
    private static final int SPAN = 2;

    private static final int[] NOTHING = {};

    private final PageTable table;
    private final int unitPages;
    private final int maxPages;
    /** The stream with the last fetch first. */
    private final Deque<Stream> streams = new ArrayDeque<>();
    /** The windows that were not reached, to look at without a lock. */
    private volatile List<Window> windows = List.of();

    /** Pages fetched ahead, both bounds included. */
    private record Window(int first, int last) {
        boolean has(int page) {
            return first <= page && page <= last;
        }
    }

    private static final class Stream {
        /** First and last page of the unit or the window that the reader has reached, and of the one behind it. */
        private int first;

        private int last;
        private int continued;
        private int nextPages;
        /** Null if nothing was fetched ahead. */
        private Window window;

        boolean has(int page) {
            return first <= page && page <= last;
        }
    }

    /**
     * @param unitPages pages of a fetch unit
     * @param maxPages pages of the largest window, 0 for no readahead
     */
    Readahead(PageTable table, int unitPages, int maxPages) {
        this.table = table;
        this.unitPages = unitPages;
        this.maxPages = maxPages;
    }

    /** The pages were offloaded: the fetches before were of other pages, and do not tell what is read next. */
    synchronized void reset() {
        streams.clear();
        publish();
    }

    /** A reader fetches some pages, and those in the same units; returns the pages to fetch ahead of it. */
    int[] fetched(int... pages) {
        IntSummaryStatistics bounds = Arrays.stream(pages).summaryStatistics();
        boolean isOneRange = pages.length > 0 && bounds.getMax() - bounds.getMin() < SPAN * pages.length + unitPages;
        return isOneRange ? fetched(bounds.getMin(), bounds.getMax()) : NOTHING;
    }

    private synchronized int[] fetched(int page, int lastPage) {
        int last = table.lastInUnit(lastPage, unitPages);
        for (Stream stream : streams) {
            boolean continues = stream.last < page && page <= stream.last + unitPages;
            if (continues || stream.has(page)) {
                streams.remove(stream);
                streams.addFirst(stream);
                return continues ? continued(stream, page, last) : reached(stream, page);
            }
        }
        while (streams.size() >= maxStreams()) {
            streams.removeLast();
        }
        Stream stream = new Stream();
        stream.first = page;
        stream.last = last;
        stream.nextPages = Math.min(GROWTH * unitPages, maxPages);
        streams.addFirst(stream);
        publish();
        return NOTHING;
    }

    private int maxStreams() {
        return Math.max(MIN_STREAMS, Math.min(MAX_STREAMS, table.remotePages() / unitPages / UNITS_PER_STREAM));
    }

    /** A page was read that is local; returns the pages to fetch ahead of its reader. Takes no lock if the page was not fetched ahead. */
    int[] read(int page) {
        for (Window window : windows) {
            if (window.has(page)) {
                return reached(page);
            }
        }
        return NOTHING;
    }

    private synchronized int[] reached(int page) {
        for (Stream stream : streams) {
            if (stream.has(page)) {
                return reached(stream, page);
            }
        }
        return NOTHING;
    }

    private int[] reached(Stream stream, int page) {
        if (stream.window == null || !stream.window.has(page)) {
            return NOTHING;
        }
        stream.first = stream.window.first();
        return next(stream);
    }

    private int[] continued(Stream stream, int page, int last) {
        stream.first = page;
        stream.last = last;
        stream.continued++;
        return stream.continued < EARNED_BY ? NOTHING : next(stream);
    }

    private int[] next(Stream stream) {
        int end = stream.last + SPAN * stream.nextPages;
        int[] pages = Arrays.stream(table.nextRemote(stream.last + 1, stream.nextPages))
                .takeWhile(page -> page <= end)
                .toArray();
        stream.window = pages.length == 0 ? null : new Window(pages[0], pages[pages.length - 1]);
        if (stream.window != null) {
            stream.last = stream.window.last();
            stream.nextPages = Math.min(GROWTH * stream.nextPages, maxPages);
        }
        publish();
        return pages;
    }

    private void publish() {
        windows = streams.stream()
                .map(stream -> stream.window)
                .filter(window -> window != null)
                .toList();
    }
}
