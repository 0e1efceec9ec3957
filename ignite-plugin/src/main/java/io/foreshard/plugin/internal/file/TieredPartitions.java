package io.foreshard.plugin.internal.file;

import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.tier.PartitionLocation;
import io.foreshard.tier.TieredPartition;
import io.foreshard.tier.TieredStorage;
import java.io.IOException;

/** Opens the partition files of this node in the tier and registers them with the page memories. Thread-safe. */
final class TieredPartitions {
    private final TieredStorage storage;
    private final PageMemories memories;

    TieredPartitions(TieredStorage storage, PageMemories memories) {
        this.storage = storage;
        this.memories = memories;
    }

    /** Opens the partition of a file for which {@link PersistenceDirectory#isTiered} is true. */
    TieredPartition open(PartitionLocation location, int pageBytes, IgnitePartitionFile file) throws IOException {
        TieredPartition opened = storage.open(location, file, new IgnitePageFormat(pageBytes));
        memories.partition(location.group(), location.partition()).tiered(opened);
        return opened;
    }

    /** A file was closed: its partition is opened again with it. */
    void closed(PartitionLocation location) {
        memories.partition(location.group(), location.partition()).tiered(null);
    }

    /** Gives up the objects of a partition whose file was deleted; the caller may be the checkpointer or an exchange. */
    void destroyed(TieredPartition partition) {
        storage.destroyed(partition);
    }

    /** Removes the residency of a cache group whose files were deleted. */
    void groupDestroyed(String cacheDirectory) {
        storage.groupDestroyed(cacheDirectory);
    }
}
