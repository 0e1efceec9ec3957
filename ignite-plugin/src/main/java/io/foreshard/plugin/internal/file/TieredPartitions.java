package io.foreshard.plugin.internal.file;

import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.tier.PartitionLocation;
import io.foreshard.tier.TieredPartition;
import io.foreshard.tier.TieredStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens the partition files of this node in the tier: {@code db/<node>/<cache>/part-<n>.bin}, with their residency under {@code
 * db/tier/<node>/<cache>}. Thread-safe.
 */
final class TieredPartitions {
    private static final Pattern PARTITION_FILE = Pattern.compile("part-(\\d+)\\.bin");
    private static final String SYSTEM_GROUP = "ignite-sys-cache";
    private static final String TIER_DIRECTORY = "tier";

    private final TieredStorage storage;
    private final PageMemories memories;
    private final IntSupplier pageBytes;

    TieredPartitions(TieredStorage storage, PageMemories memories, IntSupplier pageBytes) {
        this.storage = storage;
        this.memories = memories;
        this.pageBytes = pageBytes;
    }

    /** Returns whether a file is a partition whose pages may be remote; system tables are always local. */
    static boolean isTiered(Path file) {
        return PARTITION_FILE.matcher(file.getFileName().toString()).matches()
                && !file.getParent().getFileName().toString().contains(SYSTEM_GROUP);
    }

    /** Opens the partition of a file for which {@link #isTiered} is true, and registers it with the page memories. */
    TieredPartition open(int groupId, Path path, IgnitePartitionFile file) throws IOException {
        Matcher name = PARTITION_FILE.matcher(path.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException(path + " is not a partition file.");
        }
        int partition = Integer.parseInt(name.group(1));
        Path cache = path.getParent();
        Path node = cache.getParent();
        Path residencies = node.resolveSibling(TIER_DIRECTORY).resolve(node.getFileName());
        PartitionLocation location = new PartitionLocation(
                groupId, partition, residencies, cache.getFileName().toString());
        TieredPartition opened = storage.open(location, file, new IgnitePageFormat(pageBytes.getAsInt()));
        memories.partition(groupId, partition).tiered(opened);
        return opened;
    }

    /** Deletes the objects of a partition whose file was deleted; in the background, because the caller may be the checkpointer or an exchange. */
    void destroyed(TieredPartition partition) {
        storage.destroyed(partition);
    }
}
