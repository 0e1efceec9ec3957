package io.foreshard.tier.testing;

import io.foreshard.tier.TieredPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads all pages of a machine that may be damaged, and compares those that can be read. Not thread-safe. */
final class PageReader {
    private final SimulatedNode node;
    private int failures;
    private int holes;
    private int wrong;
    private IOException unexplained;

    PageReader(SimulatedNode node) {
        this.node = node;
    }

    /** Returns whether each page that can be read has its value. */
    boolean read() {
        failures = 0;
        SimulatedDatabase database = node.database();
        for (int number : database.partitions()) {
            for (int page = 1; page < database.pages(number); page++) {
                if (!database.isInMemory(number, page)) {
                    read(number, page, database.value(number, page));
                }
            }
        }
        return holes + wrong == 0;
    }

    private void read(int number, int page, long value) {
        ByteBuffer buffer = ByteBuffer.allocate(SimulatedPages.BYTES).order(ByteOrder.nativeOrder());
        try {
            TieredPartition partition = node.partition(number);
            while (!partition.readLocal(buffer, (long) page * SimulatedPages.BYTES)) {
                partition.fetch(page);
            }
        } catch (IOException e) {
            failures++;
            if (e.getMessage() == null || !e.getMessage().endsWith(".")) {
                unexplained = e;
            }
            return;
        }
        buffer.flip();
        if (!buffer.equals(SimulatedPages.page(number, page, value))) {
            if (buffer.equals(ByteBuffer.allocate(SimulatedPages.BYTES))) {
                holes++;
            } else {
                wrong++;
            }
        }
    }

    /** Returns the pages of the last look that could not be read. */
    int failures() {
        return failures;
    }

    int holes() {
        return holes;
    }

    int wrong() {
        return wrong;
    }

    /** Returns a failure whose message is no sentence, null if there was none. */
    IOException unexplained() {
        return unexplained;
    }
}
