package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.testing.FaultyObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tier of a node without Ignite: four partitions of five rows each. */
class TieredStorageTest {
    private static final int PARTITIONS = 4;
    private static final int PAGES = 5; // pages 1 to 4 are offloadable
    private static final String GROUP = MemoryHost.GROUP.name();
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private final ExecutorService executor = Executors.newFixedThreadPool(3);
    private final List<String> events = new CopyOnWriteArrayList<>();
    private TestTier tier;
    private MemoryHost host;
    private FaultyObjectStore store;
    private TieredStorage storage;

    private final TierListener listener = new TierListener() {
        @Override
        public void offloaded(String group, int partitions, long pages, long bytes) {
            events.add("offloaded " + group + " " + partitions + " " + pages + " " + bytes);
        }

        @Override
        public void recalled(String group, int partitions, long pages, long bytes) {
            events.add("recalled " + group + " " + partitions + " " + pages + " " + bytes);
        }

        @Override
        public void offloadFailed(String group, int partition, Exception cause) {
            events.add("not offloaded " + group + " " + partition);
        }

        @Override
        public void recallFailed(String group, int partition, Exception cause) {
            events.add("not recalled " + group + " " + partition);
        }

        @Override
        public void ageingFailed(String group, Exception cause) {
            events.add("not aged " + group);
        }
    };

    @BeforeEach
    void open() throws IOException {
        tier = new TestTier(directory, executor, listener);
        host = tier.host;
        store = tier.store;
        storage = tier.storage;
        for (int number = 0; number < PARTITIONS; number++) {
            TieredPartition partition = tier.open(number, TestTier.file());
            for (int page = 1; page < PAGES; page++) {
                TestPages.write(partition, page, 10 * number + page);
            }
        }
    }

    @AfterEach
    void close() {
        storage.close();
        executor.shutdownNow();
    }

    @Test
    void offload_allPartitions_movesThemAndNamesTheirObjects() throws IOException {
        MovedPages moved = storage.offload(GROUP);

        assertThat(moved).isEqualTo(new MovedPages(4, 16, 16L * TestPages.BYTES));
        assertThat(storage.size(GROUP).remoteBytes()).isEqualTo(16 * TestPages.BYTES);
        assertThat(events).containsExactly("offloaded rows 4 16 " + 16 * TestPages.BYTES);
        assertThat(objects())
                .hasSize(8)
                .allMatch(name -> name.matches("nodes/node-0-[0-9a-f]+/group-cafe/part-[0-3]/(manifest|1-1-\\d)"));
        assertThat(store.list("")).contains("foreshard-store").hasSize(10);
        assertThat(directory.resolve("node-0/cache-rows/residency-1.log")).exists();
        assertThat(host.reservations()).isZero();
        verify();
    }

    @Test
    void sizes_groupThatDoesNotAge_isIncludedWhileItHasRemotePages() {
        assertThat(storage.sizes()).containsOnlyKeys(GROUP);
        host.ages(false);
        assertThat(storage.sizes()).isEmpty();

        storage.offload(GROUP, 1);
        assertThat(storage.sizes()).isEqualTo(Map.of(GROUP, storage.size(GROUP)));

        storage.recall(GROUP);
        assertThat(storage.sizes()).isEmpty();
    }

    @Test
    void offload_somePartitions_ignoresOthersAndUnknownNumbers() {
        MovedPages moved = storage.offload(GROUP, 1, 99);

        assertThat(moved).isEqualTo(new MovedPages(1, 4, 4 * TestPages.BYTES));
    }

    @Test
    void offload_partitionLeftTheNode_movesTheOthers() {
        host.evict(1);

        assertThat(storage.offload(GROUP)).isEqualTo(new MovedPages(4, 12, 12 * TestPages.BYTES));
        assertThat(host.reservations()).isZero();
    }

    @Test
    void offload_threadInterrupted_throwsAndMovesInTheBackground() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> storage.offload(GROUP))
                .isInstanceOf(TierException.class)
                .hasCauseInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isTrue();
        await().untilAsserted(
                        () -> assertThat(storage.size(GROUP).remoteBytes()).isEqualTo(16 * TestPages.BYTES));
    }

    @Test
    void offload_storeFails_reportsEachPartitionAndKeepsTheRows() throws IOException {
        store.failing(1);

        assertThatThrownBy(() -> storage.offload(GROUP, 1, 2))
                .isInstanceOf(TierException.class)
                .hasMessageStartingWith("Partition 1 of rows was not offloaded: ")
                .hasCauseInstanceOf(ObjectStoreException.class)
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));

        assertThat(events).containsExactly("not offloaded rows 1", "not offloaded rows 2");
        store.failing(0);
        assertThat(storage.offload(GROUP).pages()).isEqualTo(16);
        verify();
    }

    @Test
    void recall_objectsOfOnePartitionMissing_exceptionHasThePagesOfTheOthers() throws IOException {
        storage.offload(GROUP);
        for (String name : objects()) {
            if (name.contains("/part-2/1-1-")) {
                store.delete(List.of(name));
            }
        }

        assertThatThrownBy(() -> storage.recall(GROUP)).isInstanceOfSatisfying(TierException.class, failure -> {
            assertThat(failure.failedPartitions()).containsExactly(2);
            assertThat(failure.moved()).isEqualTo(new MovedPages(4, 12, 12L * TestPages.BYTES));
        });
    }

    @Test
    void offload_checkpointFails_movesNothing() {
        host.failCheckpoints(new IOException("The disk is full."));

        assertThatThrownBy(() -> storage.offload(GROUP))
                .isInstanceOf(TierException.class)
                .hasMessageContaining("The disk is full.")
                .extracting(failure -> ((TierException) failure).failedPartitions())
                .isEqualTo(List.of());

        assertThat(store.requests()).isZero();
    }

    @Test
    void recall_offloaded_givesUpAllObjects() throws IOException {
        storage.offload(GROUP);

        assertThat(storage.recall(GROUP)).isEqualTo(new MovedPages(4, 16, 16L * TestPages.BYTES));

        collectGarbage();
        assertThat(objects()).isEmpty();
        assertThat(events).last().isEqualTo("recalled rows 4 16 " + 16 * TestPages.BYTES);
        verify();
    }

    @Test
    void recall_filesAreCopied_failsAndKeepsTheObjects() {
        storage.offload(GROUP);
        host.copiesFiles(true);

        assertThatThrownBy(() -> storage.recall(GROUP, 0)).hasMessageContaining("A snapshot is being taken");

        assertThat(events).last().isEqualTo("not recalled rows 0");
    }

    @Test
    void collectGarbage_abandonedObject_deletesItAloneAfterTheGrace() throws IOException {
        storage.offload(GROUP);
        String abandoned = objects().get(0).replaceAll("/[^/]+$", "/1-1-999");
        store.put(abandoned, ByteBuffer.allocate(3));

        collectGarbage();

        assertThat(objects()).hasSize(8).doesNotContain(abandoned);
        assertThat(storage.garbageBytes()).isZero();
        verify();
    }

    @Test
    void collectGarbage_dryRun_deletesNothing() throws IOException {
        storage.offload(GROUP);
        storage.recall(GROUP);
        storage.collectGarbage(false);
        tier.clock.advance(TestTier.GRACE.plusSeconds(1));

        assertThat(storage.collectGarbage(true).deletedObjects()).isEqualTo(8);

        assertThat(objects()).hasSize(8);
    }

    @Test
    void destroyed_objects_areDeletedAfterTheGrace() throws IOException {
        storage.offload(GROUP, 2);

        TieredPartition partition = host.partitions(MemoryHost.GROUP).get(2);
        host.remove(2);
        partition.deleting();
        storage.destroyed(partition);

        collectGarbage();
        assertThat(objects()).isEmpty();
    }

    @Test
    void offload_partitionBeingDeleted_fails() {
        host.partitions(MemoryHost.GROUP).get(2).deleting();

        assertThatThrownBy(() -> storage.offload(GROUP, 2)).isInstanceOf(TierException.class);
    }

    private List<String> objects() throws IOException {
        return store.list("").stream().filter(name -> name.contains("/group-")).toList();
    }

    private void collectGarbage() throws IOException {
        storage.checkpointed();
        for (int turn = 0; turn < 3; turn++) {
            storage.collectGarbage(false);
            tier.clock.advance(TestTier.GRACE.plusSeconds(1));
        }
    }

    @Test
    void offload_pinnedPartition_isLeftOutOrRefused() throws IOException {
        host.pin(1);

        assertThatThrownBy(() -> storage.offload(GROUP, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Partition 1 of rows is pinned")
                .hasMessageContaining("--tier unpin rows --partitions 1");
        assertThat(objects()).isEmpty();
        assertThat(storage.offload(GROUP)).isEqualTo(new MovedPages(3, 12, 12 * TestPages.BYTES));
        assertThat(storage.isPinned(GROUP, 1)).isTrue();
        verify();
    }

    @Test
    void ageRule_pinnedPartition_isOffloadedWhenItIsUnpinned() {
        MovingClock clock = new MovingClock();
        AgeRule rule = ageRule(clock);
        host.pin(1);
        rule.poll();
        clock.now = START.plus(Duration.ofHours(2));

        rule.poll();
        rule.poll();

        assertThat(events).containsExactly("offloaded rows 3 12 " + 12 * TestPages.BYTES);
        host.pin(-1);
        rule.poll();
        assertThat(events).last().asString().startsWith("offloaded rows 1 4");
    }

    @Test
    void group_unknown_isRefused() {
        assertThatThrownBy(() -> storage.offload("nothing")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ageRule_idlePartitions_offloadsThemOnce() throws IOException {
        MovingClock clock = new MovingClock();
        AgeRule rule = ageRule(clock);
        rule.poll();
        clock.now = START.plus(Duration.ofHours(2));
        host.access(3);

        rule.poll();

        assertThat(events).containsExactly("offloaded rows 3 12 " + 12 * TestPages.BYTES);
        rule.poll();
        assertThat(events).hasSize(1);
        verify();
    }

    @Test
    void ageRule_storeFails_pausesUntilTheStoreAnswers() {
        MovingClock clock = new MovingClock();
        AgeRule rule = ageRule(clock);
        rule.poll();
        clock.now = START.plus(Duration.ofHours(2));
        store.failing(1);

        rule.poll();

        assertThat(events).last().isEqualTo("not aged rows");
        assertThat(storage.offloadPause()).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("Automatic offloads are paused: ")
                .contains(" got lost."));
        long before = store.requests();
        rule.poll();
        assertThat(store.requests() - before).as("a trial").isEqualTo(1);
        assertThat(storage.statistics().failedAgeingRounds()).isEqualTo(1);
        store.failing(0);
        rule.poll();
        assertThat(storage.offloadPause()).isEmpty();
        assertThat(events).last().asString().startsWith("offloaded rows 4");
    }

    /** Files in memory have no time of the last write: idle times begin with the first poll. */
    private AgeRule ageRule(Clock clock) {
        return new AgeRule(
                storage, null, Duration.ofHours(1), clock, (group, partitions) -> Set.of(), storage.events());
    }

    private static final class MovingClock extends Clock {
        private Instant now = START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private void verify() throws IOException {
        for (int number = 0; number < PARTITIONS; number++) {
            for (int page = 1; page < PAGES; page++) {
                assertThat(TestPages.value(host.partitions(MemoryHost.GROUP).get(number), page))
                        .isEqualTo(10 * number + page);
            }
        }
    }
}
