package io.foreshard.plugin.internal.page;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheOffheapManager;

/** Recognizes a thread that reads all pages of a partition in the order of their numbers, for {@code IgniteCache.preloadPartition}. */
final class PreloadReads {
    private static final String STORE = GridCacheOffheapManager.class.getName();

    /** Frames from an access to a page to the method of the store, at most. */
    private static final int NEAR_FRAMES = 6;

    /** 4 MiB: as many as four of the longest reads. */
    private static final int PAGES = 1024;

    private PreloadReads() {}

    /** Walks the stack of this thread; returns the remote pages that it reads next, none if it is another thread. */
    static Set<WantedPage> next(WantedPage page) {
        if (!onCurrentStack()) {
            return Set.of();
        }
        Set<WantedPage> pages = new LinkedHashSet<>();
        for (long next = page.pageId(); next < page.pageId() + PAGES; next++) {
            WantedPage wanted = new WantedPage(page.memory(), page.partition(), page.groupId(), next);
            if (wanted.isRemote()) {
                pages.add(wanted);
            }
        }
        return pages;
    }

    private static boolean onCurrentStack() {
        return StackWalker.getInstance().walk(frames -> frames.limit(NEAR_FRAMES)
                .anyMatch(frame -> frame.getMethodName().equals("preload")
                        && frame.getClassName().startsWith(STORE)));
    }
}
