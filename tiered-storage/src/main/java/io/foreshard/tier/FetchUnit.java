package io.foreshard.tier;

/**
 * Neighbouring slots of an object, which one ranged read fetches.
 *
 * @param object name of the object
 * @param fromSlot first slot
 * @param pages page of each slot, -1 for a slot whose page has no valid copy here any more
 * @param checksums checksum of each page, 0 where there is none
 */
record FetchUnit(String object, int fromSlot, int[] pages, int[] checksums) {
    int slots() {
        return pages.length;
    }

    int page(int slot) {
        return pages[slot];
    }

    int checksum(int slot) {
        return checksums[slot];
    }
}
