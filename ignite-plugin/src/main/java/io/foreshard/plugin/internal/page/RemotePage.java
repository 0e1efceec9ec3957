package io.foreshard.plugin.internal.page;

import io.foreshard.tier.TieredPartition;
import java.io.IOException;

/**
 * A page whose only copy is remote. Thread-safe.
 *
 * @param groupId its cache group
 * @param partition number of its partition
 * @param tiered its partition
 * @param page its number in the partition file
 */
public record RemotePage(int groupId, int partition, TieredPartition tiered, int page) {
    /**
     * Makes the page local; the caller holds no lock of Ignite.
     *
     * @throws IOException if it could not be fetched, or could not be written into the partition file
     */
    public void fetch() throws IOException {
        tiered.fetch(page);
    }
}
