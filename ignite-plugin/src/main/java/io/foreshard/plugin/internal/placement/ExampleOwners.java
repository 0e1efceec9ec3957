package io.foreshard.plugin.internal.placement;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.shard.placement.PlacedRange;
import io.foreshard.shard.placement.Placement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.internal.cluster.DetachedClusterNode;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.affinity.GridAffinityFunctionContextImpl;

/**
 * The owners that this node computes for an example of servers, placement and keys. Nodes compare their hash when one joins: with equal placements they then
 * compute equal owners in each exchange. Stateless.
 */
public final class ExampleOwners {
    private static final List<String> SERVERS = List.of("a", "b", "c", "d", "e");
    private static final int BACKUPS = 1;
    private static final int KEYS = 1_000;
    /** An odd number, so that the example's keys differ in all bits (Fibonacci hashing). */
    private static final long KEY_STEP = 0x9e3779b97f4a7c15L;

    private ExampleOwners() {}

    /**
     * Returns the hash of the owners and of the partitions of keys.
     *
     * @param partitions number of partitions of the map
     */
    public static String hash(int partitions) {
        BehavioralAffinityFunction function = new BehavioralAffinityFunction(partitions);
        int range = partitions / 4;
        Placement placement = Placement.of(
                1,
                partitions,
                List.of(
                        new PlacedRange(0, range, List.of("c", "a", "away"), 3),
                        new PlacedRange(2 * range, range, List.of("e"), 0)));
        List<ClusterNode> servers = SERVERS.stream()
                .map(id -> (ClusterNode) new DetachedClusterNode(id, Map.of()))
                .toList();
        List<List<ClusterNode>> owners = function.assignPartitions(
                new GridAffinityFunctionContextImpl(servers, null, null, AffinityTopologyVersion.ZERO, BACKUPS),
                PlacementRegistry.preferredOwners(placement));
        CRC32C crc = new CRC32C();
        owners.stream()
                .flatMap(copies -> Stream.concat(copies.stream().map(ClusterNode::consistentId), Stream.of("")))
                .forEach(owner -> crc.update((owner + "\n").getBytes(StandardCharsets.UTF_8)));
        for (int key = 0; key < KEYS; key++) {
            crc.update(Integer.toString(function.partition(key * KEY_STEP)).getBytes(StandardCharsets.UTF_8));
        }
        return Long.toHexString(crc.getValue());
    }
}
