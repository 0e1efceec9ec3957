package io.foreshard.plugin.internal.page;

/** The id of no page: a cursor that gets it as its next leaf finds the leaf gone, and searches from its last row. */
final class NoPage {
    /** The last page of a file of 16 TB with pages of 4 KiB. */
    private static final long INDEX = 0xFFFF_FFFFL;

    private NoPage() {}

    /** Returns an id of the same file as a page. */
    static long near(long pageId) {
        return pageId | INDEX;
    }

    static boolean isNoPage(long pageId) {
        return (pageId & INDEX) == INDEX;
    }
}
