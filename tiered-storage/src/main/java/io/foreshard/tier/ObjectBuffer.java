package io.foreshard.tier;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The pages of one object while it is filled, up to the size of an object, and then its footer; used for one object after the other. Not thread-safe. */
final class ObjectBuffer {
    private final PageChecksum checksum;
    private final int pageBytes;
    private final ByteBuffer content;
    private final int[] pages;
    private final int[] checksums;
    private int slots;

    /**
     * @param objectBytes bytes of the pages of a full object
     * @param maxPages number of pages that may come: fewer than an object has room for take less heap
     */
    ObjectBuffer(PageChecksum checksum, int pageBytes, int objectBytes, int maxPages) {
        this.checksum = checksum;
        this.pageBytes = pageBytes;
        int capacity = Math.max(1, Math.min(objectBytes / pageBytes, maxPages));
        content = ByteBuffer.allocate(capacity * pageBytes + ObjectFooter.bytes(capacity));
        pages = new int[capacity];
        checksums = new int[capacity];
    }

    /**
     * An object as it is sent.
     *
     * @param bytes pages and footer; valid until the next page is added
     * @param footerBytes length of the footer
     * @param footerCrc CRC of the footer
     * @param pages page number of each slot
     * @param checksums checksum of each slot
     */
    record Content(ByteBuffer bytes, int footerBytes, int footerCrc, int[] pages, int[] checksums) {}

    boolean isEmpty() {
        return slots == 0;
    }

    boolean hasRoom(int more) {
        return slots + more <= pages.length;
    }

    /** Adds a page; the buffer must not be full. */
    void add(long generation, int number, ByteBuffer page) {
        pages[slots] = number;
        checksums[slots] = checksum.of(generation, number, page);
        slots++;
        content.put(page.duplicate());
    }

    /** Returns the object with its footer; the buffer is empty then. */
    Content finish(long identity, long generation) {
        int[] stored = Arrays.copyOf(pages, slots);
        int[] sums = Arrays.copyOf(checksums, slots);
        int crc = new ObjectFooter(
                        stored, sums, checksum.group(), checksum.partition(), identity, generation, pageBytes)
                .put(content);
        int footerBytes = ObjectFooter.bytes(slots);
        ByteBuffer bytes = content.duplicate().flip();
        content.clear();
        slots = 0;
        return new Content(bytes, footerBytes, crc, stored, sums);
    }
}
