package io.foreshard.plugin.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.affinity.Affinity;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.ContinuousQuery;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.transactions.Transaction;
import org.apache.ignite.transactions.TransactionConcurrency;
import org.apache.ignite.transactions.TransactionIsolation;
import org.apache.ignite.transactions.TransactionOptimisticException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Deviation of Ignite: a transaction that is rolled back after its servers prepared it takes numbers of the update counters of its partitions. Continuous queries of the other caches of its group are
 * not told, and get no later update of these partitions (docs/attacks.md). A failure of this test means that the running Ignite tells them. No plugin is used.
 */
class GroupQueriesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PARTITIONS = 32;

    @TempDir
    Path directory;

    @Test
    void put_afterARollbackInAnotherCacheOfTheGroup_isNotDelivered() {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite server = nodes.cluster(2, null);
            IgniteCache<Long, Long> changed = cache(server, "changed", "group");
            IgniteCache<Long, Long> neighbour = cache(server, "neighbour", "group");
            IgniteCache<Long, Long> apart = cache(server, "apart", "other-group");
            Affinity<Long> affinity = server.affinity("changed");
            long conflict = keys(affinity, "server-0").next();
            Iterator<Long> keys = keys(affinity, "server-1");
            long behind = keys.next();
            long elsewhere = keys.next();
            Set<Long> ofNeighbour = listen(neighbour);
            Set<Long> ofApart = listen(apart);

            rollBack(server, changed, conflict, behind);
            for (IgniteCache<Long, Long> cache : List.of(neighbour, apart)) {
                cache.put(behind, 1L);
                cache.put(elsewhere, 1L); // its event is sent after that of the other key
            }

            await().atMost(PATIENCE).until(() -> ofApart.equals(Set.of(behind, elsewhere)));
            await().atMost(PATIENCE).until(() -> ofNeighbour.contains(elsewhere));
            assertThat(new HashSet<>(ofNeighbour)).containsExactly(elsewhere);
        }
    }

    private static IgniteCache<Long, Long> cache(Ignite server, String name, String group) {
        return server.createCache(new CacheConfiguration<Long, Long>(name)
                .setGroupName(group)
                .setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL)
                .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS)));
    }

    /** Returns keys with a server as their primary, each in a partition of its own. */
    private static Iterator<Long> keys(Affinity<Long> affinity, String server) {
        return LongStream.range(0, PARTITIONS)
                .filter(key -> affinity.mapKeyToNode(key).consistentId().equals(server))
                .boxed()
                .iterator();
    }

    /** Listens to all changes of a cache; returns the keys of the delivered ones. */
    private static Set<Long> listen(IgniteCache<Long, Long> cache) {
        Set<Long> delivered = ConcurrentHashMap.newKeySet();
        ContinuousQuery<Long, Long> query = new ContinuousQuery<>();
        query.setLocalListener(events -> events.forEach(event -> delivered.add(event.getKey())));
        cache.query(query);
        return delivered;
    }

    /** Commits a transaction that one server refuses, because another change came before, when the other one has prepared it. */
    private static void rollBack(Ignite server, IgniteCache<Long, Long> cache, long conflict, long prepared) {
        assertThatExceptionOfType(TransactionOptimisticException.class).isThrownBy(() -> {
            try (Transaction transaction = server.transactions()
                    .txStart(TransactionConcurrency.OPTIMISTIC, TransactionIsolation.SERIALIZABLE)) {
                cache.get(conflict);
                CompletableFuture.runAsync(() -> cache.put(conflict, 1L)).join();
                cache.put(conflict, 2L);
                cache.put(prepared, 2L);
                transaction.commit();
            }
        });
    }
}
