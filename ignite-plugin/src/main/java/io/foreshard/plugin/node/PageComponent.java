package io.foreshard.plugin.node;

import io.foreshard.plugin.internal.cluster.CompleteRebalance;
import io.foreshard.plugin.internal.file.SnapshotGuard;
import io.foreshard.plugin.internal.log.GaplessLog;
import io.foreshard.plugin.internal.page.PageMemories;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.ExtensionRegistry;
import org.apache.ignite.plugin.PluginContext;

/** The page memories and the write-ahead log of a server, and the guards of snapshots and rebalances; none on a client. */
final class PageComponent implements PluginComponent {
    private final TierEvents events;
    private final MoveComponent moves;
    private PageMemories memories;
    private volatile boolean isDiskLow;

    PageComponent(EventLog log, MoveComponent moves) {
        this.moves = moves;
        events = new TierEvents(log);
    }

    @Override
    public void configure(PluginContext context, IgniteConfiguration ignite) throws IgniteCheckedException {
        if (!ignite.isClientMode()) {
            memories = new PageMemories(context.grid());
            CompleteRebalance.register(context.grid(), events::supplyFailed, () -> isDiskLow, moves.throttle());
        }
    }

    @Override
    public <T> T create(PluginContext context, Class<T> type) {
        return GaplessLog.create(context, type);
    }

    /** Registers the guard of snapshots. */
    void extend(PluginContext context, ExtensionRegistry registry) {
        if (memories != null) {
            SnapshotGuard.register(context.grid(), registry, memories);
        }
    }

    /** Tells whether the disk is nearly full; while it is, a rebalance stores no rows on it. */
    void diskLow(boolean low) {
        isDiskLow = low;
    }

    /** Returns the page memories, or null on a client. */
    PageMemories memories() {
        return memories;
    }
}
