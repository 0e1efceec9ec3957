package io.foreshard.plugin.internal.page;

import io.foreshard.tier.TieredPartition;
import org.apache.ignite.internal.pagemem.FullPageId;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.PageMemoryImpl;

/** A data page that a thread needs in page memory. */
record WantedPage(PageMemoryImpl memory, TieredPartition partition, int groupId, long pageId) {
    /** Returns whether it can be read only after a fetch. */
    boolean isRemote() {
        return partition.isRemote(filePage()) && !memory.hasLoadedPage(new FullPageId(pageId, groupId));
    }

    /** Returns the number of the page in the file: the header is page 0. */
    int filePage() {
        return PageIdUtils.pageIndex(pageId) + 1;
    }

    int partitionNumber() {
        return PageIdUtils.partId(pageId);
    }

    /** Returns it as a page to fetch. */
    RemotePage remote() {
        return new RemotePage(groupId, partitionNumber(), partition, filePage());
    }
}
