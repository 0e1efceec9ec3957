package io.foreshard.plugin.internal.file;

import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.tier.TieredPartition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.persistence.snapshot.SnapshotHandler;
import org.apache.ignite.internal.processors.cache.persistence.snapshot.SnapshotHandlerContext;
import org.apache.ignite.internal.processors.cache.persistence.snapshot.SnapshotHandlerType;
import org.apache.ignite.plugin.ExtensionRegistry;

/**
 * Refuses snapshots of cache groups that have objects in the store: a snapshot copies the partition files without the tier, and would copy holes.
 *
 * <p>Registered on every server, with or without a store, because Ignite requires the same handlers on all nodes. Thread-safe.
 */
public final class SnapshotGuard implements SnapshotHandler<Void> {
    private final GridKernalContext context;
    private final PageMemories memories;

    private SnapshotGuard(GridKernalContext context, PageMemories memories) {
        this.context = context;
        this.memories = memories;
    }

    /** Registers the guard; to be called from {@code initExtensions}. */
    public static void register(Ignite ignite, ExtensionRegistry registry, PageMemories memories) {
        registry.registerExtension(SnapshotHandler.class, new SnapshotGuard(((IgniteEx) ignite).context(), memories));
    }

    @Override
    public SnapshotHandlerType type() {
        return SnapshotHandlerType.CREATE;
    }

    /** Called on each node after its files were copied; Ignite deletes the snapshot if this throws. */
    @Override
    public Void invoke(SnapshotHandlerContext snapshot) {
        List<Integer> groups = snapshot.metadata().cacheGroupIds();
        Map<String, Integer> cold = new TreeMap<>();
        for (CacheGroupContext group : context.cache().cacheGroups()) {
            if (groups.contains(group.groupId())) {
                int partitions = (int) memories.group(group.groupId()).tiered().values().stream()
                        .filter(TieredPartition::hasObjects)
                        .count();
                if (partitions > 0) {
                    cold.put(group.cacheOrGroupName(), partitions);
                }
            }
        }
        if (!cold.isEmpty()) {
            throw new IgniteException(
                    "A snapshot would copy holes: pages of these cache groups are in the object store "
                            + "(partitions on this node by group): " + cold
                            + ". Recall them (control.sh --tier recall, or Tier.recall on every node), or copy the rows instead.");
        }
        return null;
    }
}
