package io.foreshard.plugin.internal.page;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.cache.query.index.sorted.inline.io.InlineIO;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.PageMemoryImpl;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.BPlusIO;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.DataPageIO;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.PageIO;
import org.apache.ignite.internal.processors.cache.tree.RowLinkIO;

/** The remote pages of the rows that the leaves of trees link to. Thread-safe. */
final class LeafRows {
    /** Readahead ends with the leaf that exceeds it. */
    private static final int MAX_PAGES = 1024;

    private final PageMemoryImpl memory;
    private final PageMemories memories;

    LeafRows(PageMemoryImpl memory, PageMemories memories) {
        this.memory = memory;
        this.memories = memories;
    }

    /** Adds the rows that a cursor reads of a leaf. */
    interface Rows {
        /** Returns whether the cursor goes on to the next leaf; the leaf is latched. */
        boolean add(BPlusIO<?> io, long address, Set<WantedPage> remote) throws IgniteCheckedException;
    }

    /**
     * Returns the first remote pages of the rows of neighbouring leaves; the current thread holds no latch.
     *
     * @param leafId first leaf
     * @param leaves number of leaves at most
     */
    Set<WantedPage> of(int groupId, long leafId, int leaves, Rows rows) throws IgniteCheckedException {
        Set<WantedPage> remote = new LinkedHashSet<>();
        long next = leafId;
        for (int leaf = 0; leaf < leaves && next != 0 && remote.size() < MAX_PAGES; leaf++) {
            next = addLeaf(groupId, next, rows, remote);
        }
        return remote;
    }

    /** Returns the next leaf; 0 if the cursor ends, or the page is no leaf with links to rows any more. */
    private long addLeaf(int groupId, long leafId, Rows rows, Set<WantedPage> remote) throws IgniteCheckedException {
        long leaf = memory.acquirePage(groupId, leafId);
        try {
            long address = memory.readLock(groupId, leafId, leaf);
            if (address == 0) {
                return 0;
            }
            try {
                boolean goesOn = PageIO.getPageIO(address) instanceof BPlusIO<?> io
                        && io.isLeaf()
                        && hasLinks(io)
                        && rows.add(io, address, remote);
                return goesOn ? ((BPlusIO<?>) PageIO.getPageIO(address)).getForward(address) : 0;
            } finally {
                memory.readUnlock(groupId, leafId, leaf);
            }
        } finally {
            memory.releasePage(groupId, leafId, leaf);
        }
    }

    /** Returns whether the items of a leaf are links to rows. */
    static boolean hasLinks(BPlusIO<?> io) {
        return io instanceof InlineIO || io instanceof RowLinkIO;
    }

    /**
     * Adds the first remote page of the row of an item; the leaf is latched, so that the row is not removed.
     *
     * @param fetched pages to take for local
     */
    void add(int groupId, BPlusIO<?> io, long address, int item, Set<WantedPage> fetched, Collection<WantedPage> remote)
            throws IgniteCheckedException {
        long link = io instanceof InlineIO index ? index.link(address, item) : ((RowLinkIO) io).getLink(address, item);
        PartitionPages partition = memories.partition(groupId, PageIdUtils.partId(link));
        if (partition.tiered() == null) {
            return;
        }
        long next = link;
        do {
            WantedPage page = new WantedPage(memory, partition.tiered(), groupId, PageIdUtils.pageId(next));
            if (!fetched.contains(page)) {
                if (page.isRemote()) {
                    remote.add(page);
                }
                return;
            }
            next = nextLink(groupId, page.pageId(), PageIdUtils.itemId(next));
        } while (next != 0);
    }

    /** Returns the link to the next part of a row that spans pages; 0 after the last one. */
    private long nextLink(int groupId, long pageId, int item) throws IgniteCheckedException {
        long page = memory.acquirePage(groupId, pageId);
        try {
            long address = memory.readLock(groupId, pageId, page);
            if (address == 0) {
                return 0;
            }
            try {
                return DataPageIO.VERSIONS
                        .forPage(address)
                        .readPayload(address, item, memory.realPageSize(groupId))
                        .nextLink();
            } finally {
                memory.readUnlock(groupId, pageId, page);
            }
        } finally {
            memory.releasePage(groupId, pageId, page);
        }
    }
}
