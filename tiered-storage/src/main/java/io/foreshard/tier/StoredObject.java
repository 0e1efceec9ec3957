package io.foreshard.tier;

/**
 * An object that was uploaded.
 *
 * @param name name in the store
 * @param generation generation of the residency that it was uploaded for
 * @param footerCrc CRC of its footer
 * @param pages page numbers in the order of their slots
 * @param checksums checksum of each of these pages
 */
record StoredObject(String name, long generation, int footerCrc, int[] pages, int[] checksums) {}
