package io.foreshard.plugin.internal.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.managers.discovery.GridDiscoveryManager;
import org.apache.ignite.internal.processors.affinity.GridAffinityAssignmentCache;
import org.apache.ignite.internal.processors.cache.GridCachePartitionExchangeManager;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionsExchangeFuture;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionTopologyImpl;
import org.apache.ignite.internal.processors.cache.distributed.near.GridNearCacheEntry;
import org.apache.ignite.internal.processors.cache.persistence.snapshot.SnapshotDiscoveryMessage;

/** The methods of Ignite that a placement needs, looked for when a node starts: otherwise their absence would be found in an exchange, when it is too late. */
final class PlacementHooks {
    private static final Map<Class<?>, List<String>> METHODS = Map.of(
            SnapshotDiscoveryMessage.class,
            List.of("needExchange", "needAssignPartitions"),
            GridDiscoveryManager.class,
            List.of("setCustomEventListener", "sendCustomEvent", "createDiscoCacheOnCacheChange"),
            GridCachePartitionExchangeManager.class,
            List.of("registerExchangeAwareComponent", "readyAffinityVersion"),
            GridDhtPartitionsExchangeFuture.class,
            List.of("isClearingPartition"),
            GridDhtPartitionTopologyImpl.class,
            List.of("partitionFactory", "rent"),
            GridDhtLocalPartition.class,
            List.of("initialUpdateCounter", "resetInitialUpdateCounter", "resetUpdateCounter"),
            GridAffinityAssignmentCache.class,
            List.of("idealAssignmentRaw"),
            GridNearCacheEntry.class,
            List.of("valid"));

    private PlacementHooks() {}

    /** @throws IgniteCheckedException if this Ignite does not have all of them */
    static void check() throws IgniteCheckedException {
        check(METHODS);
    }

    static void check(Map<Class<?>, List<String>> methods) throws IgniteCheckedException {
        List<String> missing = new ArrayList<>();
        methods.forEach((type, names) -> names.stream()
                .filter(name -> Arrays.stream(type.getDeclaredMethods())
                        .noneMatch(method -> method.getName().equals(name)))
                .forEach(name -> missing.add(type.getSimpleName() + "." + name)));
        if (!missing.isEmpty()) {
            throw new IgniteCheckedException(
                    "This Ignite does not have the methods " + missing
                            + " that the placement of Foreshard needs; use Ignite 2.17, or remove the ForeshardConfiguration from all nodes.");
        }
    }
}
