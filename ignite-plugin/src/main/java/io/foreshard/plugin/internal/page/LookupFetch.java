package io.foreshard.plugin.internal.page;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.cache.query.index.sorted.IndexRow;
import org.apache.ignite.internal.pagemem.PageIdAllocator;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree.TreeRowClosure;
import org.apache.ignite.internal.util.typedef.internal.LT;

/**
 * Fetches the remote pages of the rows that a query is about to look up in an index, of many look-ups together.
 *
 * <p>It searches the index on local pages and reads no rows. A failure changes nothing: the look-up that needs the page fails later. Thread-safe.
 */
public final class LookupFetch {
    private final PageMemories memories;

    /** Looks for rows in an index. */
    @FunctionalInterface
    public interface Lookup {
        /**
         * Searches the index.
         *
         * @param rows gets each item that the query would read, while its leaf is latched, and rejects it
         */
        void search(TreeRowClosure<IndexRow, IndexRow> rows) throws Exception;
    }

    public LookupFetch(PageMemories memories) {
        this.memories = memories;
    }

    /** Returns whether a group has remote pages; a cheap test before the look-ups are collected. */
    public boolean isCold(int groupId) {
        return memories.hasRemotePages(groupId);
    }

    /**
     * Fetches the pages of the first look-ups; the current thread holds no latch.
     *
     * @param lookups look-ups in the order in which the query does them
     * @param maxPages pages to fetch together at most, above 0
     * @return the number of look-ups that were searched; all, unless they need more pages
     */
    public int fetch(CacheGroupContext group, List<? extends Lookup> lookups, int maxPages) {
        if (!(group.dataRegion().pageMemory() instanceof TieredPageMemory memory)) {
            return lookups.size();
        }
        Pass pass = new Pass(memory, group.groupId(), maxPages);
        try {
            int searched = pass.search(lookups);
            while (pass.fetch()) {
                pass.search(lookups.subList(0, searched));
            }
            return searched;
        } catch (Exception e) { // a failed look-up must not fail the query, which does it again
            Exception shown = new Exception(e.getClass().getName()); // the message may hold a value of a row
            shown.setStackTrace(e.getStackTrace());
            LT.warn(group.shared().logger(LookupFetch.class), "A query runs without a look-up of its pages.", shown);
            return lookups.size();
        }
    }

    /** Searches until no more pages are remote: of the first page of a row, then of its next parts, and of rows that an index compares. */
    private final class Pass {
        private final TieredPageMemory memory;
        private final int groupId;
        private final int maxPages;
        private final Set<WantedPage> fetched = new HashSet<>();
        private final Set<WantedPage> wanted = new LinkedHashSet<>();

        Pass(TieredPageMemory memory, int groupId, int maxPages) {
            this.memory = memory;
            this.groupId = groupId;
            this.maxPages = maxPages;
        }

        int search(List<? extends Lookup> lookups) throws Exception {
            int searched = 0;
            for (Lookup lookup : lookups) {
                if (wanted.size() >= maxPages) {
                    break;
                }
                RemotePage compared = LocalReads.run(() -> lookup.search((tree, io, address, item) -> {
                    if (wanted.size() >= maxPages) {
                        throw LocalReads.stop();
                    }
                    memory.leafRows().add(groupId, io, address, item, fetched, wanted);
                    return false;
                }));
                if (compared != null) {
                    wanted.add(wanted(compared));
                }
                searched++;
            }
            return searched;
        }

        private WantedPage wanted(RemotePage page) {
            return new WantedPage(
                    memory.memory,
                    page.tiered(),
                    page.groupId(),
                    PageIdUtils.pageId(page.partition(), PageIdAllocator.FLAG_DATA, page.page() - 1));
        }

        /** Returns whether it has fetched any page that was not fetched before: a page that is remote again cannot be written into its file. */
        boolean fetch() throws IgniteCheckedException {
            wanted.removeAll(fetched);
            if (wanted.isEmpty() || !memories.remote().fetchEarly(wanted, Set::of)) {
                return false;
            }
            fetched.addAll(wanted);
            wanted.clear();
            return true;
        }
    }
}
