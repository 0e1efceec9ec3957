package io.foreshard.plugin.internal.page;

import java.io.Serial;

/**
 * Thrown by an access to a remote page inside a {@link RetriedHandler}, which undoes its step, so that the tree releases its latches before the page is
 * fetched.
 *
 * <p>An error without a stack trace: Ignite wraps exceptions between the access and the handler, some of them into one that says that the tree is corrupted.
 */
final class PageWanted extends Error {
    @Serial
    private static final long serialVersionUID = 0L;

    private final transient RemotePages pages;
    private final transient WantedPage page;
    private final boolean isRowOfQuery;
    private final transient ReadPurpose purpose = CurrentRead.purpose();

    /** @param isRowOfQuery whether a scan, an index or {@code clear} reads a row of the page ({@link QueryReads}) */
    PageWanted(RemotePages pages, WantedPage page, boolean isRowOfQuery) {
        super("A page handler accessed a remote page under a latch.", null, false, false);
        this.pages = pages;
        this.page = page;
        this.isRowOfQuery = isRowOfQuery;
    }

    WantedPage page() {
        return page;
    }

    boolean isRowOfQuery() {
        return isRowOfQuery;
    }

    /** Returns what the handler reads the page for. */
    ReadPurpose purpose() {
        return purpose;
    }

    /**
     * The current thread fetches the page before it accesses or latches its next page.
     *
     * @param next pages that it reads next
     * @param hasLogged whether its operation may have written to the write-ahead log: then it keeps the checkpoint read lock
     */
    void fetchNext(NextPages next, boolean hasLogged) {
        pages.fetchNext(() -> pages.fetch(this, next, hasLogged));
    }
}
