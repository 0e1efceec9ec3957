package io.foreshard.tier.testing;

import io.foreshard.tier.PageFormat;
import io.foreshard.tier.PartitionHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * The pages of the simulated database: 1 KiB with the partition, the number, a value and a checksum; every fifth page is not offloadable. Immutable and
 * thread-safe.
 */
public final class SimulatedPages implements PageFormat {
    /** Bytes of a page: two sectors of a disk, so that a page can be torn. */
    public static final int BYTES = 1024;

    /** The format. */
    public static final SimulatedPages FORMAT = new SimulatedPages();

    /** Version in the header of a file without remote pages. */
    public static final int VERSION = 2;

    private static final int VERSION_OFFSET = 8;
    private static final int TIER_OFFSET = 64;
    private static final int NUMBER = 4;
    private static final int VALUE = 8;
    private static final int PARTITION = 16;
    private static final int FILL = 20;
    private static final int CHECKSUM = BYTES - Integer.BYTES;
    private static final short OFFLOADABLE = 7;
    private static final short PINNED = 8;
    private static final int PINNED_PERIOD = 5;

    private SimulatedPages() {}

    @Override
    public int pageBytes() {
        return BYTES;
    }

    /** Returns whether a page may be remote only. */
    public static boolean isOffloadable(int number) {
        return number > 0 && number % PINNED_PERIOD != 0;
    }

    @Override
    public boolean isOffloadable(ByteBuffer page) {
        return page.getShort(page.position()) == OFFLOADABLE;
    }

    @Override
    public boolean isIntact(int number, ByteBuffer page) {
        int start = page.position();
        return page.getInt(start + NUMBER) == number
                && page.getInt(start + CHECKSUM) == checksum(page.slice(start, CHECKSUM));
    }

    @Override
    public int versionOffset() {
        return VERSION_OFFSET;
    }

    @Override
    public int tierOffset() {
        return TIER_OFFSET;
    }

    /** Returns the header page of a new file. */
    public static ByteBuffer header() {
        ByteBuffer header = ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
        header.putLong(0, 0xF19AC4FE60C530B8L).putInt(VERSION_OFFSET, VERSION);
        return header;
    }

    /** Returns whether a header page is that of a file without remote copies: no mark, no slot. */
    public static boolean isPlain(ByteBuffer header) {
        ByteBuffer bytes = header.duplicate().order(ByteOrder.nativeOrder());
        if (bytes.getInt(VERSION_OFFSET) != VERSION) {
            return false;
        }
        for (int i = 0; i < PartitionHeader.BYTES; i++) {
            if (bytes.get(TIER_OFFSET + i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the bytes of a page. */
    public static ByteBuffer page(int partition, int number, long value) {
        ByteBuffer page = ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
        page.putShort(0, isOffloadable(number) ? OFFLOADABLE : PINNED)
                .putInt(NUMBER, number)
                .putLong(VALUE, value)
                .putInt(PARTITION, partition);
        long fill = value * 0x9E3779B97F4A7C15L + number;
        for (int i = FILL; i + Long.BYTES <= CHECKSUM; i += Long.BYTES) {
            page.putLong(i, fill);
            fill = fill * 6364136223846793005L + 1442695040888963407L;
        }
        page.putInt(CHECKSUM, checksum(page.slice(0, CHECKSUM)));
        return page;
    }

    /** CRC-32, as Ignite's: at the end of a page CRC-32C would make the tier's checksum of the page, which is one too, independent of its content. */
    private static int checksum(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
