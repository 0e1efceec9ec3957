package io.foreshard.plugin.internal.placement;

import io.foreshard.shard.placement.PlacementChange;
import io.foreshard.shard.placement.PlacementFormat;
import org.apache.ignite.internal.managers.discovery.DiscoCache;
import org.apache.ignite.internal.managers.discovery.DiscoveryCustomMessage;
import org.apache.ignite.internal.managers.discovery.GridDiscoveryManager;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.persistence.snapshot.SnapshotDiscoveryMessage;
import org.apache.ignite.lang.IgniteUuid;

/**
 * A change of the placement on its way to all nodes. Ignite orders it with all changes of the topology, and starts an exchange that assigns partitions again.
 *
 * <p>It has an effect only if nothing happened since it was prepared: the topology version that it causes is the one after {@code preparedAt}. Immutable.
 */
final class PlacementMessage implements SnapshotDiscoveryMessage {
    private static final long serialVersionUID = 1L;

    private final IgniteUuid id = IgniteUuid.randomUuid();
    private final byte[] change;
    private final AffinityTopologyVersion preparedAt;
    private final long assignmentHash;

    /** @param assignmentHash hash of the assignment that every server must compute, by {@link AssignmentHash} */
    PlacementMessage(PlacementChange change, AffinityTopologyVersion preparedAt, long assignmentHash) {
        this.change = PlacementFormat.bytes(change);
        this.preparedAt = preparedAt;
        this.assignmentHash = assignmentHash;
    }

    /** @throws IllegalArgumentException if the bytes are damaged */
    PlacementChange change() {
        return PlacementFormat.change(change);
    }

    long assignmentHash() {
        return assignmentHash;
    }

    /** Returns whether no exchange lies between the preparation and this message: the same answer on all nodes. */
    boolean follows(AffinityTopologyVersion version) {
        return version.topologyVersion() == preparedAt.topologyVersion()
                && version.minorTopologyVersion() == preparedAt.minorTopologyVersion() + 1;
    }

    @Override
    public IgniteUuid id() {
        return id;
    }

    @Override
    public boolean needExchange() {
        return true;
    }

    @Override
    public boolean needAssignPartitions() {
        return true;
    }

    @Override
    public DiscoveryCustomMessage ackMessage() {
        return null;
    }

    /**
     * Returns true, although nothing changes it: then discovery waits for the listener on each node before it handles the next message. Otherwise the data
     * for a node that joins just after might be collected without this change (ServerImpl.notifyDiscoveryListener).
     */
    @Override
    public boolean isMutable() {
        return true;
    }

    @Override
    public DiscoCache createDiscoCache(
            GridDiscoveryManager manager, AffinityTopologyVersion version, DiscoCache previous) {
        return manager.createDiscoCacheOnCacheChange(version, previous);
    }
}
