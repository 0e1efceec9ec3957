package io.foreshard.plugin.internal.placement;

import io.foreshard.shard.placement.PlacedRange;
import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementChange;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;

/**
 * Moves without the safeguards M3 and M4 of docs/sharding.md, for the attack that shows the rows which are then lost. No other code calls it. Thread-safe.
 */
public final class UnsafeMoves {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static volatile boolean unguarded;

    private UnsafeMoves() {}

    /** Switches the {@link CopyGuard} of all servers of this JVM off. */
    public static void switchGuardOff() {
        unguarded = true;
    }

    static boolean isGuardOff() {
        return unguarded;
    }

    /**
     * Changes the owners of a range, whatever state the copies have.
     *
     * @return whether the change took effect; false if an exchange was under way
     * @throws TimeoutException if it did not arrive in time
     */
    public static boolean move(Ignite server, PlacedRange range)
            throws IgniteCheckedException, InterruptedException, TimeoutException {
        ClusterPlacement placement = LocalCopies.of(server).placement();
        Placement present = placement.placement();
        return placement.change(new PlacementChange(present.version(), present.partitions(), List.of(range)), PATIENCE);
    }
}
