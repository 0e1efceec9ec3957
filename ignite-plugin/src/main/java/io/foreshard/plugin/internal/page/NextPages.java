package io.foreshard.plugin.internal.page;

import java.util.Set;
import org.apache.ignite.IgniteCheckedException;

/**
 * The remote pages that a thread reads next.
 *
 * @param wanted it waits for these
 * @param ahead finds those it is likely to read after them, when it holds no latch
 */
record NextPages(Set<WantedPage> wanted, Ahead ahead) {
    static final NextPages NONE = new NextPages(Set.of(), Set::of);

    /** Finds pages. */
    @FunctionalInterface
    interface Ahead {
        Set<WantedPage> pages() throws IgniteCheckedException;
    }
}
