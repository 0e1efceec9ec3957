package io.foreshard.tier;

/**
 * An object that was uploaded.
 *
 * @param name name in the store
 * @param pages page numbers in the order of their slots
 * @param checksums checksum of each of these pages
 */
record StoredObject(String name, int[] pages, int[] checksums) {}
