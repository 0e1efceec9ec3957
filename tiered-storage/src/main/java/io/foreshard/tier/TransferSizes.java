package io.foreshard.tier;

/**
 * The sizes in which pages move between partition files and the store.
 *
 * @param unitBytes bytes of the neighbours that are fetched with a page: the latency of the store hides their transfer
 * @param objectBytes bytes of the pages of an object: larger ones cost fewer requests
 * @param readaheadBytes bytes that are fetched ahead of a sequential reader at most; 0 for no readahead
 */
public record TransferSizes(int unitBytes, int objectBytes, int readaheadBytes) {
    /** Largest object: stores are tested up to this size. */
    public static final int MAX_OBJECT_BYTES = 16 << 20;

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

    /** Returns the pages of a fetch unit. */
    int unitPages(int pageBytes) {
        return Math.max(1, unitBytes / pageBytes);
    }
}
