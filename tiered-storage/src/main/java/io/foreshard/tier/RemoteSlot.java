package io.foreshard.tier;

/**
 * The only copy of a page.
 *
 * @param page its number in the partition file
 * @param object name of the object that holds the copy
 * @param slot its slot in the object
 */
record RemoteSlot(int page, String object, int slot) {}
