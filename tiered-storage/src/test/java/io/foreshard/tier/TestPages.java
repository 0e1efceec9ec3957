package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The pages of the tests: 256 bytes, a type in the first two, a value that fills the rest; every fifth page is not offloadable. */
final class TestPages {
    static final int BYTES = 256;

    private static final int IDENTITY_OFFSET = 64;
    private static final int VALUE_OFFSET = 8;
    private static final short OFFLOADABLE = 7;
    private static final short PINNED = 8;
    private static final int PINNED_PERIOD = 5;

    static final PageFormat FORMAT = new PageFormat() {
        @Override
        public int pageBytes() {
            return BYTES;
        }

        @Override
        public boolean isOffloadable(ByteBuffer page) {
            return page.getShort(0) == OFFLOADABLE;
        }

        @Override
        public int identityOffset() {
            return IDENTITY_OFFSET;
        }
    };

    private TestPages() {}

    static boolean isOffloadable(int page) {
        return page > 0 && page % PINNED_PERIOD != 0;
    }

    /** Returns a header page: zeros. */
    static ByteBuffer header() {
        return ByteBuffer.allocate(BYTES);
    }

    static ByteBuffer page(int page, int value) {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
        buffer.putShort(0, isOffloadable(page) ? OFFLOADABLE : PINNED);
        buffer.putInt(VALUE_OFFSET, value);
        for (int i = VALUE_OFFSET + Integer.BYTES; i < BYTES; i++) {
            buffer.put(i, (byte) (value >>> i % 24));
        }
        return buffer;
    }

    static void write(TieredPartition partition, int page, int value) throws IOException {
        partition.write(page(page, value), (long) page * BYTES);
    }

    /** Reads a page as the database does, fetching it if it is remote, and returns its bytes. */
    static ByteBuffer read(TieredPartition partition, int page) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
        while (!partition.readLocal(buffer, (long) page * BYTES)) {
            partition.fetch(page);
        }
        return buffer.flip();
    }

    /** Reads a page and returns its value. */
    static int value(TieredPartition partition, int page) throws IOException {
        return read(partition, page).getInt(VALUE_OFFSET);
    }
}
