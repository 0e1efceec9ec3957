package io.foreshard.tier;

import io.foreshard.tier.testing.SimulatedPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads and writes the pages of the simulated database through a partition; every fifth page is not offloadable. */
final class TestPages {
    static final int BYTES = SimulatedPages.BYTES;
    static final PageFormat FORMAT = SimulatedPages.FORMAT;

    private static final int VALUE_OFFSET = 8;

    private TestPages() {}

    static void write(TieredPartition partition, int page, int value) throws IOException {
        partition.write(SimulatedPages.page(0, page, value), (long) page * BYTES);
    }

    /** Reads a page as the database does, fetching it if it is remote, and returns its value. */
    static int value(TieredPartition partition, int page) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
        while (!partition.readLocal(buffer, (long) page * BYTES)) {
            partition.fetch(page);
        }
        return valueOf(page, buffer);
    }

    /** Returns the value of a page that was read, and checks its content. */
    static int valueOf(int page, ByteBuffer buffer) {
        int value = (int) buffer.getLong(VALUE_OFFSET);
        if (!buffer.flip().equals(SimulatedPages.page(0, page, value))) {
            throw new AssertionError("Page " + page + " has no page that was written.");
        }
        return value;
    }
}
