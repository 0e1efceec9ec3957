package io.foreshard.tier;

/**
 * Neighbouring slots of an object, which one ranged read fetches: those whose pages are in one unit of the partition file, or in several.
 *
 * @param object name of the object
 * @param generation generation of the object
 * @param fromSlot first slot
 * @param pages page of each slot, -1 for a slot whose page has no valid copy here any more
 * @param checksums checksum of each page, meaningless where there is none
 */
record FetchUnit(String object, long generation, int fromSlot, int[] pages, int[] checksums) {
    int slots() {
        return pages.length;
    }

    int page(int slot) {
        return pages[slot];
    }

    /** Returns the slot of one of the pages. */
    int slotOf(int page) {
        for (int slot = 0; slot < pages.length; slot++) {
            if (pages[slot] == page) {
                return slot;
            }
        }
        throw new IllegalArgumentException("Page " + page + " is not in the unit.");
    }

    int checksum(int slot) {
        return checksums[slot];
    }
}
