package io.foreshard.plugin.internal.file;

import io.foreshard.tier.PageFormat;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.PageIO;

/**
 * The page format of Ignite 2.17. Only data pages are offloadable, so that a restart sends no request and a point read of a cold row sends one. Immutable
 * and thread-safe.
 *
 * @param pageBytes bytes of a page
 */
record IgnitePageFormat(int pageBytes) implements PageFormat {
    /** Behind the 8 bytes of the signature in Ignite's file header ({@code FilePageStore.header}). */
    static final int VERSION_OFFSET = 8;

    /** Behind the 17 bytes of Ignite's file header ({@code FilePageStore.HEADER_SIZE}), at a multiple of 8. */
    private static final int TIER_OFFSET = 64;

    private static final ByteBuffer NO_CRC = ByteBuffer.allocate(Integer.BYTES).asReadOnlyBuffer();

    /** {@inheritDoc} An empty data page that waits for its reuse must not: it is the next page of a new row. Ignite has rotated its id. */
    @Override
    public boolean isOffloadable(ByteBuffer page) {
        return PageIO.getType(page) == PageIO.T_DATA && PageIdUtils.itemId(PageIO.getPageId(page)) == 0;
    }

    /** {@inheritDoc} Ignite computes the checksum with its field set to 0, of a compressed page over the compressed bytes. */
    @Override
    public boolean isIntact(int number, ByteBuffer page) {
        if (PageIO.getType(page) == 0 || PageIdUtils.pageIndex(PageIO.getPageId(page)) != number - 1) {
            return false;
        }
        int compressedBytes = PageIO.getCompressedSize(page);
        int bytes = compressedBytes == 0 ? pageBytes : compressedBytes;
        int behind = PageIO.CRC_OFF + Integer.BYTES;
        if (bytes < behind || bytes > pageBytes) {
            return false;
        }
        CRC32 crc = new CRC32();
        crc.update(page.slice(0, PageIO.CRC_OFF));
        crc.update(NO_CRC.duplicate());
        crc.update(page.slice(behind, bytes - behind));
        return PageIO.getCrc(page) == ~(int) crc.getValue();
    }

    @Override
    public int versionOffset() {
        return VERSION_OFFSET;
    }

    @Override
    public int tierOffset() {
        return TIER_OFFSET;
    }
}
