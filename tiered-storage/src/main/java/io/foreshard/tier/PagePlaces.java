package io.foreshard.tier;

import java.util.Arrays;

/**
 * The place of each page of a partition in its objects: an object's index and a slot, packed into 4 bytes. Grows by chunks of 16 KiB; a chunk without
 * pages takes no space. Not thread-safe.
 */
final class PagePlaces {
    static final int NONE = -1;

    private static final int CHUNK_BITS = 12;
    private static final int CHUNK_PAGES = 1 << CHUNK_BITS;

    private int[][] chunks = {};

    /** Returns the place of a page, or {@link #NONE}. */
    int get(int page) {
        int chunk = page >>> CHUNK_BITS;
        return chunk < chunks.length && chunks[chunk] != null ? chunks[chunk][page & (CHUNK_PAGES - 1)] : NONE;
    }

    void set(int page, int place) {
        int chunk = page >>> CHUNK_BITS;
        if (chunk >= chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(chunk + 1, 2 * chunks.length));
        }
        if (chunks[chunk] == null) {
            chunks[chunk] = new int[CHUNK_PAGES];
            Arrays.fill(chunks[chunk], NONE);
        }
        chunks[chunk][page & (CHUNK_PAGES - 1)] = place;
    }

    void remove(int page) {
        chunks[page >>> CHUNK_BITS][page & (CHUNK_PAGES - 1)] = NONE;
    }
}
