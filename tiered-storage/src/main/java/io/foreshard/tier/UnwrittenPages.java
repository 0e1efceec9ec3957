package io.foreshard.tier;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fetched pages that are not written into their partition files, until the database reads them: those of scans, and those that a file could not take, for a full disk as an example. At most
 * 64 MiB of a node, the newest.
 *
 * <p>Such a page stays {@link PageState#REMOTE}, and its content is valid as long as it is remote in the same object. Thread-safe.
 */
final class UnwrittenPages {
    private static final long MAX_BYTES = 64 << 20;

    private final Map<Key, Content> pages = new LinkedHashMap<>();
    private long bytes;
    private volatile boolean diskLow;

    /** @param owner partition that is open */
    private record Key(MemoryPages owner, int page) {}

    private record Content(String object, ByteBuffer bytes) {}

    /** Sets whether fetched pages must not take space of the disk. */
    void diskLow(boolean isLow) {
        diskLow = isLow;
    }

    /** Returns whether fetched pages must not take space of the disk. */
    boolean isDiskLow() {
        return diskLow;
    }

    /** Adds a page; the buffer is copied. */
    synchronized void put(MemoryPages owner, int page, String object, ByteBuffer content) {
        remove(owner, page);
        ByteBuffer copy = ByteBuffer.allocate(content.remaining()).put(content.duplicate());
        pages.put(new Key(owner, page), new Content(object, copy.flip()));
        bytes += copy.limit();
        for (Iterator<Content> oldest = pages.values().iterator(); bytes > MAX_BYTES; ) {
            bytes -= oldest.next().bytes().limit();
            oldest.remove();
        }
    }

    /** Returns whether a content of a page is here. */
    synchronized boolean has(MemoryPages owner, int page) {
        return pages.containsKey(new Key(owner, page));
    }

    /** Returns whether the content of a page in an object is here. */
    synchronized boolean has(MemoryPages owner, int page, String object) {
        Content content = pages.get(new Key(owner, page));
        return content != null && content.object().equals(object);
    }

    /** Returns the pages of a partition that are here; costs the number of all pages. */
    synchronized int[] of(MemoryPages owner) {
        return pages.keySet().stream()
                .filter(key -> key.owner() == owner)
                .mapToInt(Key::page)
                .toArray();
    }

    /** Removes a page; returns its content if it is that of its remote copy now, else null. */
    synchronized ByteBuffer take(MemoryPages owner, int page) {
        Content content = remove(owner, page);
        return content != null && owner.table().isRemoteIn(content.object(), page) ? content.bytes() : null;
    }

    private Content remove(MemoryPages owner, int page) {
        Content content = pages.remove(new Key(owner, page));
        bytes -= content == null ? 0 : content.bytes().limit();
        return content;
    }
}
