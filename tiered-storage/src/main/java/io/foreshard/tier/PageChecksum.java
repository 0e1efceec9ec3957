package io.foreshard.tier;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksum of a stored page: CRC-32C over the cache group, the partition, the generation of the object, the page number and the bytes, so that a page
 * of another place or of an older object does not pass. Immutable and thread-safe.
 *
 * @param group id of the cache group
 * @param partition number of the partition
 */
record PageChecksum(int group, int partition) {
    int of(long generation, int page, ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES + 3 * Integer.BYTES)
                .putInt(group)
                .putInt(partition)
                .putLong(generation)
                .putInt(page)
                .flip());
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}
