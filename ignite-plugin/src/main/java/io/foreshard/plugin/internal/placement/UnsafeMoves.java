package io.foreshard.plugin.internal.placement;

import io.foreshard.plugin.internal.file.PersistenceDirectory;
import io.foreshard.shard.placement.PlacedRange;
import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementChange;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;

/**
 * Moves without the safeguards M3 and M4 of docs/sharding.md, for the attack that shows the rows which are then lost. No other code calls it. Thread-safe.
 */
public final class UnsafeMoves {
    private static volatile boolean unguarded;

    private UnsafeMoves() {}

    /** Switches the {@link CopyGuard} of all servers of this JVM off. */
    public static void switchGuardOff() {
        unguarded = true;
    }

    static boolean isGuardOff() {
        return unguarded;
    }

    /** Returns the version of the placement on the disk of a server. */
    public static long version(Ignite server, int partitions) throws IgniteCheckedException {
        return placement(server, partitions).version();
    }

    /**
     * Sends a change, whatever state the copies have. It has no effect if an exchange is under way; {@link #version} tells.
     *
     * @param server a server with persistence
     */
    public static void send(Ignite server, int partitions, PlacedRange range) throws IgniteCheckedException {
        GridKernalContext context = ((IgniteEx) server).context();
        Placement placement = placement(server, partitions);
        PlacementChange change = new PlacementChange(placement.version(), partitions, List.of(range));
        AffinityTopologyVersion version = context.cache().context().exchange().readyAffinityVersion();
        context.discovery()
                .sendCustomEvent(new PlacementMessage(
                        change, version, AssignmentHash.expected(context, placement.apply(change), version)));
    }

    private static Placement placement(Ignite server, int partitions) throws IgniteCheckedException {
        return new PlacementFile(PersistenceDirectory.of(server)).read(partitions);
    }
}
