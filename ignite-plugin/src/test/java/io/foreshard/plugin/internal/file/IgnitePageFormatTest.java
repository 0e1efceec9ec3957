package io.foreshard.plugin.internal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.apache.ignite.internal.pagemem.PageIdAllocator;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.PageIO;
import org.apache.ignite.internal.processors.cache.persistence.wal.crc.FastCrc;
import org.junit.jupiter.api.Test;

class IgnitePageFormatTest {
    private static final int PAGE_BYTES = 4096;
    private static final int PAGE = 7;
    private static final int COMPRESSED_SIZE_OFFSET = 18;

    private final IgnitePageFormat format = new IgnitePageFormat(PAGE_BYTES);

    /** Returns a page as Ignite writes it: the checksum is that of the page with the checksum 0. */
    private static ByteBuffer page(int number, int crcBytes) {
        ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES).order(ByteOrder.nativeOrder());
        new Random(number).nextBytes(page.array());
        page.putShort(PageIO.TYPE_OFF, PageIO.T_DATA);
        page.putLong(PageIO.PAGE_ID_OFF, PageIdUtils.pageId(3, PageIdAllocator.FLAG_DATA, number - 1));
        page.putShort(COMPRESSED_SIZE_OFFSET, (short) (crcBytes == PAGE_BYTES ? 0 : crcBytes));
        PageIO.setCrc(page, 0);
        int crc = FastCrc.calcCrc(page.duplicate(), crcBytes);
        PageIO.setCrc(page, crc);
        return page;
    }

    @Test
    void isIntact_pageOfIgnite_isTrueAndLeavesIt() {
        ByteBuffer page = page(PAGE, PAGE_BYTES);
        byte[] before = page.array().clone();

        assertThat(format.isIntact(PAGE, page)).isTrue();

        assertThat(page.array()).isEqualTo(before);
        assertThat(page.position()).isZero();
    }

    @Test
    void isIntact_otherNumberOrHole_isFalse() {
        assertThat(format.isIntact(PAGE + 1, page(PAGE, PAGE_BYTES))).isFalse();
        assertThat(format.isIntact(1, ByteBuffer.allocate(PAGE_BYTES).order(ByteOrder.nativeOrder())))
                .isFalse();
    }

    @Test
    void isIntact_oneBitFlipped_isFalse() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            ByteBuffer page = page(PAGE, PAGE_BYTES);
            int at = random.nextInt(PAGE_BYTES);
            page.put(at, (byte) (page.get(at) ^ 1 << random.nextInt(8)));

            assertThat(format.isIntact(PAGE, page)).as("flip in byte %d", at).isFalse();
        }
    }

    @Test
    void isIntact_compressedPage_ignoresTheBytesBehind() {
        ByteBuffer page = page(PAGE, 1_000);
        page.put(2_000, (byte) ~page.get(2_000));
        assertThat(format.isIntact(PAGE, page)).isTrue();

        page.put(999, (byte) ~page.get(999));
        assertThat(format.isIntact(PAGE, page)).isFalse();
    }
}
