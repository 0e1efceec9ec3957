package io.foreshard.tier;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The checksum of a stored page: CRC-32C over its number and its bytes, so that a page in the place of another does not pass. */
final class PageChecksum {
    private PageChecksum() {}

    static int of(int page, ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(page >>> 24);
        crc.update(page >>> 16);
        crc.update(page >>> 8);
        crc.update(page);
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}
