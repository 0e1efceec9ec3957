package io.foreshard.plugin.internal.placement;

import io.foreshard.shard.placement.PlacementFormat;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;

/** The task that asks a server for the state of its copies, and for the owners that it would compute after a change. */
final class PrepareMove implements IgniteCallable<ServerCopies> {
    private static final long serialVersionUID = 1L;

    private final AffinityTopologyVersion version;
    private final byte[] change;
    private final boolean cancel;

    @IgniteInstanceResource
    private transient Ignite ignite;

    /**
     * @param change bytes of the change; null to ask for the copies only
     * @param cancel whether the change cancels a move; see {@link LocalCopies#state}
     */
    PrepareMove(AffinityTopologyVersion version, byte[] change, boolean cancel) {
        this.version = version;
        this.change = change;
        this.cancel = cancel;
    }

    @Override
    public ServerCopies call() throws IgniteCheckedException {
        LocalCopies copies = LocalCopies.of(ignite);
        return copies == null
                ? ServerCopies.unsettled("the server is starting")
                : copies.state(version, change == null ? null : PlacementFormat.change(change), cancel);
    }
}
