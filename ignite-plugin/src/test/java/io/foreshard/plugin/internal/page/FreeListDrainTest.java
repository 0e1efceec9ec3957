package io.foreshard.plugin.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.tier.Tier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.pagemem.FullPageId;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheOffheapManager.GridCacheDataStore;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.CheckpointListener;
import org.apache.ignite.internal.processors.cache.persistence.pagemem.PageMemoryImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No page is in two free lists, and none that is offloaded is in one, while rows are written and partitions are offloaded and recalled all the time. */
class FreeListDrainTest {
    private static final String CACHE = "rows";
    private static final int PARTITIONS = 4;
    private static final int KEYS = 3_000;
    private static final int WRITERS = 4;
    private static final int ROUNDS = 12;

    @TempDir
    Path directory;

    private final Map<Integer, byte[]> expected = new ConcurrentHashMap<>();
    private TestNodes nodes;
    private Ignite node;
    private long listed;

    @BeforeEach
    void start() {
        nodes = new TestNodes(directory);
        node = nodes.cluster(
                1,
                new ForeshardConfiguration()
                        .setPartitions(64)
                        .setBackups(0)
                        .setTier(new TierConfiguration().setStoreUri("dir:" + directory.resolve("objects"))));
        node.getOrCreateCache(new CacheConfiguration<Integer, byte[]>(CACHE)
                .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS)));
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void offload_rowsWrittenAtTheSameTime_listsNoPageTwiceAndNoRemotePage() throws Exception {
        for (int life = 0; life < 2; life++) {
            AtomicBoolean isDone = new AtomicBoolean();
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int first = writer;
                int seed = life * WRITERS + writer;
                writers.add(CompletableFuture.runAsync(() -> write(first, new Random(seed), isDone)));
            }
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    if (round % 5 == 4) {
                        tier().recall(CACHE, round % PARTITIONS);
                    } else {
                        tier().offload(CACHE);
                    }
                    checkLists();
                }
            } finally {
                isDone.set(true);
            }
            CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            tier().offload(CACHE);
            checkLists();
            for (int key = 0; key < KEYS; key++) {
                assertThat(cache().get(key)).as("row %d", key).isEqualTo(expected.get(key));
            }
            Judges.findNothing(node, CACHE);
            assertThat(listed).as("pages in lists, to which the checks applied").isPositive();
            stop();
            start();
        }
    }

    private void write(int first, Random random, AtomicBoolean isDone) {
        while (!isDone.get()) {
            int key = first + WRITERS * random.nextInt(KEYS / WRITERS);
            if (random.nextInt(3) == 0) {
                cache().remove(key);
                expected.remove(key);
            } else {
                byte[] value = new byte[random.nextInt(10) == 0 ? 9_000 : 20 + random.nextInt(800)];
                random.nextBytes(value);
                cache().put(key, value);
                expected.put(key, value);
            }
        }
    }

    /** Looks at all lists at the begin of a checkpoint, while no row can be written. */
    private void checkLists() throws Exception {
        List<String> faults = new ArrayList<>();
        List<Exception> failures = new ArrayList<>();
        CheckpointListener check = new CheckpointListener() {
            @Override
            public void onMarkCheckpointBegin(Context checkpoint) {
                try {
                    checkLists(faults);
                } catch (Exception e) {
                    failures.add(e);
                }
            }

            @Override
            public void onCheckpointBegin(Context checkpoint) {}

            @Override
            public void beforeCheckpointBegin(Context checkpoint) {}
        };
        database().addCheckpointListener(check);
        database().forceCheckpoint("test").futureFor(CheckpointState.FINISHED).get();
        database().removeCheckpointListener(check);
        assertThat(failures).isEmpty();
        assertThat(faults).isEmpty();
    }

    private void checkLists(List<String> faults) throws Exception {
        CacheGroupContext group =
                ((IgniteEx) node).context().cache().cache(CACHE).context().group();
        PageMemories memories = ((TieredPageMemory) group.dataRegion().pageMemory()).memories;
        for (GridDhtLocalPartition partition : group.topology().currentLocalPartitions()) {
            PartitionPages pages = memories.partition(group.groupId(), partition.id());
            Set<Integer> seen = new HashSet<>();
            BitSet copied = pages.tiered().copiedPages();
            for (long page :
                    ListedPages.of(group, ((GridCacheDataStore) partition.dataStore()).getCacheStoreFreeList())) {
                int number = PageIdUtils.pageIndex(page) + 1;
                String name = "page " + number + " of partition " + partition.id() + " is listed and ";
                listed++;
                if (!seen.add(number)) {
                    faults.add(name + "listed");
                }
                if (pages.unlisted().contains(number)) {
                    faults.add(name + "may return");
                }
                // After a restart, a page with a remote copy may return: it must have none in the checkpoint that
                // begins.
                if (copied.get(number) && !isDirty(group, page)) {
                    faults.add(name + "offloaded");
                }
            }
        }
    }

    private static boolean isDirty(CacheGroupContext group, long pageId) throws IgniteCheckedException {
        PageMemoryImpl memory = ((TieredPageMemory) group.dataRegion().pageMemory()).memory;
        if (!memory.hasLoadedPage(new FullPageId(pageId, group.groupId()))) {
            return false;
        }
        long page = memory.acquirePage(group.groupId(), pageId);
        try {
            return memory.isDirty(group.groupId(), pageId, page);
        } finally {
            memory.releasePage(group.groupId(), pageId, page);
        }
    }

    private Tier tier() {
        return node.<Foreshard>plugin(Foreshard.NAME).tier();
    }

    private IgniteCache<Integer, byte[]> cache() {
        return node.cache(CACHE);
    }

    private GridCacheDatabaseSharedManager database() {
        return (GridCacheDatabaseSharedManager)
                ((IgniteEx) node).context().cache().context().database();
    }
}
