package io.foreshard.tier;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The fetched pages of one partition that are in memory instead of its file, see {@link UnwrittenPages}; and which pages were left here for a scan since the last one began: a
 * scan that wants one of these again had no room for it. Takes one bit for each page up to the highest one. Thread-safe.
 */
final class MemoryPages {
    private final UnwrittenPages unwritten;
    private final PageTable table;
    /** Guarded by this. */
    private BitSet passed = new BitSet();
    /** The first page that {@link #notPassed} has not looked at; guarded by this. */
    private int notLookedAt;

    MemoryPages(UnwrittenPages unwritten, PageTable table) {
        this.unwritten = unwritten;
        this.table = table;
    }

    PageTable table() {
        return table;
    }

    /** Returns whether fetched pages must not take space of the disk. */
    boolean isDiskLow() {
        return unwritten.isDiskLow();
    }

    /** Adds a page that the file could not take; the buffer is copied. */
    void put(int page, String object, ByteBuffer content) {
        unwritten.put(this, page, object, content);
    }

    /** Adds a page that a scan reads; the buffer is copied. */
    void pass(int page, String object, ByteBuffer content) {
        put(page, object, content);
        synchronized (this) {
            passed.set(page);
        }
    }

    /** Removes a page; returns its content if it is that of its remote copy now, else null. */
    ByteBuffer take(int page) {
        return unwritten.take(this, page);
    }

    /** Returns whether the next read of a page that is remote in an object finds it here. */
    boolean has(String object, int page) {
        return unwritten.has(this, page, object);
    }

    /** Returns the pages that their next read finds here. */
    int[] all() {
        return unwritten.of(this);
    }

    /** A scan begins: pages may pass again, see {@link FetchTarget#MEMORY}. */
    synchronized void beginReadThrough() {
        passed = new BitSet();
        notLookedAt = 0;
    }

    /** Returns whether one of some remote pages was left here since {@link #beginReadThrough}, and is not here any more. */
    boolean hasPassed(int... pages) {
        return IntStream.of(pages)
                .anyMatch(page -> isPassed(page) && table.isRemote(page) && !unwritten.has(this, page));
    }

    /**
     * Returns the next remote pages that were not left here since {@link #beginReadThrough} and are wanted, in the order of the file; at most {@code count}. Looks at each page once
     * since then, so that all calls together cost the number of pages: a page before the last one of a call is not returned later, whether it was wanted or not.
     */
    synchronized int[] notPassed(int count, IntPredicate wanted) {
        int[] pages = new int[count];
        int found = 0;
        int page = nextNotPassed(notLookedAt);
        while (page >= 0 && found < count) {
            if (wanted.test(page)) {
                pages[found++] = page;
            }
            page = nextNotPassed(page + 1);
        }
        notLookedAt = page < 0 ? Integer.MAX_VALUE : page;
        return Arrays.copyOf(pages, found);
    }

    private int nextNotPassed(int from) {
        int page = nextRemote(from);
        while (page >= 0 && passed.get(page)) {
            page = nextRemote(passed.nextClearBit(page));
        }
        return page;
    }

    private int nextRemote(int from) {
        int[] next = table.nextRemote(from, 1);
        return next.length == 0 ? -1 : next[0];
    }

    private synchronized boolean isPassed(int page) {
        return passed.get(page);
    }
}
