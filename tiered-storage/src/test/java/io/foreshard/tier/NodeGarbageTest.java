package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import io.foreshard.tier.OwnerToken.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The garbage collection over the sessions of a node, and beside other nodes. */
class NodeGarbageTest {
    private static final int PAGES = 10;
    private static final String OLD_CACHE = "cache-old";
    private static final int OLD_GROUP = 7;

    @TempDir
    Path root;

    private final FaultyObjectStore store = new FaultyObjectStore(new MemoryObjectStore(), 1, 0);
    private MemoryFile file;

    @BeforeEach
    void createFile() throws IOException {
        file = TestTier.file();
    }

    private TestTier start(String node) {
        return new TestTier(root.resolve(node), store, Runnable::run, TierListener.NONE);
    }

    private static void write(TieredPartition partition, int value) throws IOException {
        for (int page = 1; page < PAGES; page++) {
            TestPages.write(partition, page, value);
        }
        partition.force();
    }

    /** Offloads a partition in a session of its own. */
    private void offload(String node) throws IOException {
        TestTier tier = start(node);
        TieredPartition partition = tier.open(0, file);
        write(partition, 1);
        partition.moves().offload();
        tier.storage.checkpointed();
        partition.close();
    }

    private List<String> objects() throws IOException {
        return store.list("").stream().filter(name -> name.contains("/group-")).toList();
    }

    private static void sweepTwice(TestTier tier) {
        tier.storage.sweep();
        tier.clock.advance(TestTier.GRACE.plusSeconds(1));
        tier.storage.sweep();
    }

    @Test
    void sweep_recalledWhileTheNodeWasStopped_deletesTheObjectsAfterTheGrace() throws IOException {
        offload("a");
        TestTier stopped = start("a"); // as the command 'restore': it claims no namespace
        TieredPartition recalled = stopped.open(0, file);
        stopped.storage.recall(MemoryHost.GROUP.name());
        stopped.storage.checkpointed();
        recalled.close();
        assertThat(objects()).hasSize(2);

        TestTier next = start("a");
        next.open(0, file);
        next.storage.sweep();
        assertThat(objects()).as("in the grace").hasSize(2);
        next.clock.advance(TestTier.GRACE.plusSeconds(1));
        next.storage.sweep();

        assertThat(objects()).isEmpty();
    }

    private TestTier startAfterACacheWasDestroyed() throws IOException {
        offload("a");
        TestTier before = start("a");
        PartitionLocation old = new PartitionLocation(OLD_GROUP, "old", 0, before.directory, OLD_CACHE);
        TieredPartition partition = before.storage.open(old, TestTier.file(), TestPages.FORMAT);
        write(partition, 3);
        partition.moves().offload();
        partition.close();
        TestTier next = start("a");
        next.open(0, file);
        return next;
    }

    @Test
    void sweep_cacheDestroyedWhileTheNodeWasDown_deletesItsLogAndObjectsAfterTheGrace() throws IOException {
        TestTier next = startAfterACacheWasDestroyed();
        next.storage.sweep();
        assertThat(next.directory.logs()).as("in the grace").contains(OLD_CACHE);

        next.clock.advance(TestTier.GRACE.plusSeconds(1));
        next.storage.sweep();

        assertThat(next.directory.logs()).containsExactly("cache-rows");
        assertThat(objects()).isNotEmpty().noneMatch(name -> name.contains("/group-" + OLD_GROUP));
    }

    @Test
    void sweep_logOfADirectoryInUse_keepsIt() throws IOException {
        TestTier next = startAfterACacheWasDestroyed();
        next.host.use(OLD_CACHE);

        sweepTwice(next);

        assertThat(next.directory.logs()).contains(OLD_CACHE);
    }

    @Test
    void sweep_rebuiltWithObjectsOfAnotherNode_holdsThemBeforeTheirGrace() throws IOException {
        offload("a");
        copyDirectory(root.resolve("a"), root.resolve("b"));
        MemoryFile copy = file.copy();
        NodeDirectory directory = start("b").directory;
        Files.delete(root.resolve("b/node-0/owner"));
        directory.log("cache-rows").delete(1);
        PartitionLocation location =
                new PartitionLocation(MemoryHost.GROUP.id(), MemoryHost.GROUP.name(), 0, directory, "cache-rows");
        RebuildReport report = new ResidencyRebuild(directory, store).rebuild(location, copy, TestPages.FORMAT, false);
        assertThat(report.outcome()).as(report.sentence()).isEqualTo(RebuildReport.Outcome.REBUILT);
        TestTier other = start("b");
        TieredPartition borrowing = other.open(0, copy);
        other.storage.sweep();

        TestTier owner = start("a");
        TieredPartition partition = owner.open(0, file);
        write(partition, 2);
        partition.moves().offload();
        owner.storage.checkpointed();
        sweepTwice(owner);

        for (int page = 1; page < PAGES; page++) {
            assertThat(TestPages.value(borrowing, page)).isEqualTo(1);
        }
        assertThat(store.list("")).filteredOn(name -> name.contains("/hold-")).hasSize(1);
    }

    private static void copyDirectory(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    @Test
    void sweep_anotherNodeIsTheCoordinator_leavesNamespacesOfGoneNodesToIt() throws IOException {
        TestTier tier = start("a");
        write(tier.open(0, file), 1);
        tier.storage.offload(MemoryHost.GROUP.name());
        NodeName name = new NodeName("node01", "gone", "cluster");
        TestNode gone = TestNode.of(store, tier.clock, new Random(1), name);
        Namespace namespace = gone.ownership().claim().namespace();
        tier.clock.advance(Duration.ofDays(3));
        OwnerObjects tokens = new OwnerObjects(store);

        tier.host.isCoordinator(false);
        tier.storage.sweep();
        assertThat(tokens.read(namespace).orElseThrow().token().state()).isEqualTo(State.ACTIVE);

        tier.host.isCoordinator(true);
        tier.storage.sweep();
        assertThat(tokens.read(namespace).orElseThrow().token().state()).isEqualTo(State.COLLECTED);
    }
}
