package io.foreshard.plugin.internal.cluster;

import io.foreshard.plugin.internal.file.PersistenceDirectory;
import io.foreshard.shard.balance.Load;
import io.foreshard.shard.balance.ServerNode;
import io.foreshard.shard.balance.ServerNode.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.internal.IgniteEx;

/**
 * What a server has, as all nodes see it: its CPUs, the bytes of the disk with its persistence, and its failure domain. The disk and the domain are attributes of
 * the node, set before it joins.
 */
public final class NodeCapacity {
    private static final String DISK_BYTES = "foreshard.diskBytes";
    private static final String FAILURE_DOMAIN = "foreshard.failureDomain";

    private NodeCapacity() {}

    /**
     * Adds the attributes of this server, before it joins.
     *
     * @param failureDomain null if it has none
     * @throws IgniteCheckedException if Ignite does not know its persistence directory
     */
    public static void register(Ignite ignite, String failureDomain) throws IgniteCheckedException {
        Optional<PersistenceDirectory> directory = PersistenceDirectory.of(ignite);
        long bytes = directory.isPresent() ? diskBytes(directory.get().path()) : 0;
        ((IgniteEx) ignite).context().addNodeAttribute(DISK_BYTES, bytes);
        ((IgniteEx) ignite).context().addNodeAttribute(FAILURE_DOMAIN, Objects.requireNonNullElse(failureDomain, ""));
    }

    /** The directory is created later. */
    private static long diskBytes(Path directory) {
        Path present = directory.toAbsolutePath();
        while (!Files.exists(present)) {
            present = present.getParent();
        }
        try {
            return Files.getFileStore(present).getTotalSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("The size of the disk with " + directory + " cannot be read.", e);
        }
    }

    /**
     * Returns a server for the planner. Reads and writes have no capacity: their CPU time is balanced.
     *
     * @param measured whether its loads were measured in the last round
     */
    static ServerNode of(ClusterNode server, boolean measured) {
        long diskBytes = server.attribute(DISK_BYTES);
        String domain = server.attribute(FAILURE_DOMAIN);
        Load capacity = new Load(diskBytes, 0, 0, Math.max(0, server.metrics().getTotalCpus()));
        return new ServerNode(server.consistentId().toString(), capacity, domain, measured ? State.UP : State.UNKNOWN);
    }
}
