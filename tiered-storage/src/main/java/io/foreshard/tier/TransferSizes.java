package io.foreshard.tier;

/**
 * The sizes in which pages move between partition files and the store.
 *
 * @param unitBytes bytes of a unit of a partition file, whose pages are fetched together: the latency of the store hides their transfer
 * @param objectBytes bytes of the pages of an object: larger ones cost fewer requests
 * @param readaheadBytes bytes that are fetched ahead of a sequential reader at most; 0 for no readahead
 */
public record TransferSizes(int unitBytes, int objectBytes, int readaheadBytes) {
    /** Largest object: stores are tested up to this size. */
    public static final int MAX_OBJECT_BYTES = 16 << 20;

    /** Smaller units would take more heap for each local byte. */
    private static final int MIN_RELEASED_BYTES = 64 << 10;
    /** The pages of a unit have one word of a set of pages at most. */
    private static final int MAX_RELEASED_PAGES = Long.SIZE;

    /** Checks the sizes. */
    public TransferSizes {
        if (!isPowerOfTwo(unitBytes)
                || !isPowerOfTwo(objectBytes)
                || unitBytes > objectBytes
                || objectBytes > MAX_OBJECT_BYTES
                || readaheadBytes != 0 && !isPowerOfTwo(readaheadBytes)) {
            throw new IllegalArgumentException(
                    "Sizes must be powers of two, a fetch unit at most an object, and an object at most 16 MiB.");
        }
    }

    /** Returns a fetch unit of 64 KiB, objects of 16 MiB, and up to 8 MiB ahead of a reader. */
    public static TransferSizes defaults() {
        return new TransferSizes(64 << 10, MAX_OBJECT_BYTES, 8 << 20);
    }

    /** Returns whether a number of bytes is a power of two. */
    public static boolean isPowerOfTwo(long bytes) {
        return bytes > 0 && Long.bitCount(bytes) == 1;
    }

    /** Returns the pages of a fetch unit, which are neighbours in the partition file: a power of two. */
    int unitPages(int pageBytes) {
        return Math.max(1, unitBytes / pageBytes);
    }

    /** Returns the pages that are released together: those of a fetch unit, but at least 64 KiB and at most 64 pages; a power of two. */
    int releasedPages(int pageBytes) {
        return Math.min(MAX_RELEASED_PAGES, Math.max(1, Math.max(unitBytes, MIN_RELEASED_BYTES) / pageBytes));
    }
}
