package io.foreshard.plugin.internal.page;

/**
 * The number of pages that are fetched together ahead of a reader: 16 at first, so that a reader that ends early fetches few, and eight times as many each further time, up to 1,024. Not
 * thread-safe.
 */
public final class FetchWindow {
    private static final int FIRST_PAGES = 16;
    private static final int GROWTH = 8;
    private static final int MAX_PAGES = 1024;

    private int pages = FIRST_PAGES / GROWTH;

    /** Returns the number of pages of the next fetch. */
    public int next() {
        pages = Math.min(MAX_PAGES, pages * GROWTH);
        return pages;
    }
}
