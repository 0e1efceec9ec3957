package io.foreshard.plugin.internal.cluster;

import io.foreshard.plugin.tier.DiskReserve;
import java.util.HashSet;
import java.util.Set;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.metastorage.DistributedMetaStorage;
import org.apache.ignite.internal.util.typedef.internal.U;

/**
 * Refuses writes to the cluster by Ignite's state ACTIVE_READ_ONLY while the disk of a server is full.
 *
 * <p>Each server with a full disk has a key in Ignite's distributed metastorage, which needs no cache; another key says that the state was not set by an
 * operator. The oldest server returns to ACTIVE when no running server has a key. A state that an operator has set is not changed. Thread-safe.
 */
public final class ClusterWrites implements DiskReserve.Writes {
    private static final String PREFIX = "foreshard.full-disk.";
    private static final String SET_BY_US = "foreshard.read-only";

    private final GridKernalContext context;

    public ClusterWrites(Ignite ignite) {
        context = ((IgniteEx) ignite).context();
    }

    @Override
    public void settle(boolean low) throws IgniteCheckedException {
        ClusterState state = context.state().clusterState().state();
        if (!state.active() || context.state().clusterState().transition()) {
            return;
        }
        DistributedMetaStorage storage = context.distributedMetastorage();
        String key = PREFIX + context.discovery().localNode().consistentId();
        if (low) {
            if (storage.read(key) == null) {
                storage.write(key, true);
            }
            if (state == ClusterState.ACTIVE) {
                storage.write(SET_BY_US, true);
                context.grid().cluster().state(ClusterState.ACTIVE_READ_ONLY);
            }
            return;
        }
        if (storage.read(key) != null) {
            storage.remove(key);
        }
        if (isOldest() && storage.read(SET_BY_US) != null && fullDisks(storage).isEmpty()) {
            if (state == ClusterState.ACTIVE_READ_ONLY) {
                context.grid().cluster().state(ClusterState.ACTIVE);
            }
            storage.remove(SET_BY_US);
        }
    }

    private boolean isOldest() {
        ClusterNode oldest = U.oldest(context.discovery().aliveServerNodes(), null);
        return oldest != null && oldest.isLocal();
    }

    /** Returns the keys of running servers; a server that failed with a full disk has one that counts no more. */
    private Set<String> fullDisks(DistributedMetaStorage storage) throws IgniteCheckedException {
        Set<String> keys = new HashSet<>();
        storage.iterate(PREFIX, (key, value) -> keys.add(key));
        Set<String> running = new HashSet<>();
        context.discovery().aliveServerNodes().forEach(server -> running.add(PREFIX + server.consistentId()));
        keys.retainAll(running);
        return keys;
    }
}
