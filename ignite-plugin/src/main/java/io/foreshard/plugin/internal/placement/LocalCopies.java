package io.foreshard.plugin.internal.placement;

import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementChange;
import io.foreshard.tier.TieredPartition;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;

/** The copies of the partitions of the map on this server, as other servers ask for them. Thread-safe. */
final class LocalCopies {
    private static final String KEY = "foreshard-local-copies";

    private final GridKernalContext context;
    private final ClusterPlacement placement;
    private final PageMemories memories;

    /** @param memories null on a client, which has no copies */
    LocalCopies(Ignite ignite, ClusterPlacement placement, PageMemories memories) {
        context = ((IgniteEx) ignite).context();
        this.placement = placement;
        this.memories = memories;
    }

    /** Makes these copies those of a node: tasks find them there. */
    void publish() {
        context.grid().cluster().nodeLocalMap().put(KEY, this);
    }

    /** Returns the copies of a node; null while it starts. */
    static LocalCopies of(Ignite ignite) {
        return ignite.cluster().<String, LocalCopies>nodeLocalMap().get(KEY);
    }

    /** Returns the placement of this node. */
    ClusterPlacement placement() {
        return placement;
    }

    /**
     * Returns the state of the copies at a topology version.
     *
     * @param change a change whose owners are computed; null for none
     * @param cancel whether only the copies that this server would own after the change must be settled: complete, or absent
     */
    ServerCopies state(AffinityTopologyVersion version, PlacementChange change, boolean cancel)
            throws IgniteCheckedException {
        Placement present = placement.placement();
        ServerCopies copies = SettledCopies.read(context, present.partitions(), version);
        if (change == null || copies.obstacle() != null && !(cancel && copies.isAtVersion())) {
            return copies;
        }
        if (change.baseVersion() != present.version()) {
            return ServerCopies.unsettled("it has another version of the placement");
        }
        Placement next = present.apply(change);
        String partial = cancel ? SettledCopies.partial(context, next, version) : null;
        return copies.prepared(partial, AssignmentHash.expected(context, next, version));
    }

    /** Returns a digest of each complete copy of some partitions, over all tables of the map. */
    ArrayList<CopyDigest> digests(int[] partitions) throws IgniteCheckedException {
        ArrayList<CopyDigest> digests = new ArrayList<>();
        for (CacheGroupContext group : context.cache().cacheGroups()) {
            if (AssignmentHash.follows(
                            group.affinityFunction(), placement.placement().partitions())
                    && group.affinityNode()) {
                for (int partition : partitions) {
                    CopyDigest digest = digest(group, partition);
                    if (digest != null) {
                        digests.add(digest);
                    }
                }
            }
        }
        return digests;
    }

    private CopyDigest digest(CacheGroupContext group, int partition) throws IgniteCheckedException {
        TieredPartition tiered = memories.partition(group.groupId(), partition).tiered();
        if (tiered != null && tiered.remotePages() > 0) {
            GridDhtLocalPartition copy = group.topology().localPartition(partition);
            return copy == null || copy.state() != GridDhtPartitionState.OWNING
                    ? null
                    : new CopyDigest(group.groupId(), partition, true, copy.fullSize(), 0);
        }
        AtomicLong rows = new AtomicLong();
        AtomicLong hash = new AtomicLong();
        boolean complete = CopyRows.read(group, partition, (key, row) -> {
            rows.incrementAndGet();
            hash.addAndGet(row);
        });
        return complete ? new CopyDigest(group.groupId(), partition, false, rows.get(), hash.get()) : null;
    }

    /**
     * Returns the hashes of the rows of a copy, by the hash of their key.
     *
     * @param slice the rows whose key has this number modulo {@code slices}
     * @return key and row of each, one after the other; null if this server has no complete copy
     */
    long[] rows(int groupId, int partition, int slice, int slices) throws IgniteCheckedException {
        CacheGroupContext group = context.cache().cacheGroup(groupId);
        if (group == null) {
            return null;
        }
        LongStream.Builder rows = LongStream.builder();
        boolean complete = CopyRows.read(group, partition, (key, row) -> {
            if (Math.floorMod(key, slices) == slice) {
                rows.add(key);
                rows.add(row);
            }
        });
        return complete ? rows.build().toArray() : null;
    }
}
