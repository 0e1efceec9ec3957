package io.foreshard.plugin.internal.page;

import io.foreshard.tier.TieredPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.ignite.internal.pagemem.PageIdAllocator;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.pagemem.PageUtils;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.PageMemoryImpl;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.PageIO;
import org.apache.ignite.internal.processors.cache.persistence.wal.crc.FastCrc;

/**
 * Writes a remote page that is in memory into its partition file before its first change since a checkpoint, while its latch is held.
 *
 * <p>After a kill of the process recovery begins with the pages as the checkpoint left them, and has to read the page. It finds it in the file, and needs no
 * store. A failed write is ignored: recovery fetches the page then. Stateless and thread-safe.
 */
final class PagesBeforeChange {
    private PagesBeforeChange() {}

    /**
     * The write latch of a page was taken.
     *
     * @param page pointer of the page
     * @param address address of its content; 0 if the latch was not taken
     */
    static void latched(
            PageMemoryImpl memory, PartitionPages partition, int groupId, long pageId, long page, long address) {
        if (address == 0 || PageIdUtils.flag(pageId) != PageIdAllocator.FLAG_DATA) {
            return;
        }
        TieredPartition tiered = partition.tiered();
        int number = PageIdUtils.pageIndex(pageId) + 1;
        if (tiered == null
                || !tiered.hasRemoteCopy(number)
                || memory.isDirty(groupId, pageId, page)
                || tiered.changing(number)) {
            return;
        }
        byte[] bytes = PageUtils.getBytes(address, 0, tiered.pageBytes());
        ByteBuffer content = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        PageIO.setCrc(content, FastCrc.calcCrc(content, bytes.length));
        try {
            tiered.keep(number, content.rewind());
        } catch (IOException e) {
            // A full disk, for example; the change is not concerned.
        }
    }
}
