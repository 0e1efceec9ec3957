package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One partition with two remote pages: failures of disk and store, files that do not belong together, and the requests it sends. */
class TieredPartitionTest {
    @TempDir
    Path directory;

    private final MemoryFile file = new MemoryFile();
    private final List<String> events = new ArrayList<>();
    private final TierStatistics statistics = new TierStatistics();
    private FaultyObjectStore store;
    private Path residency;

    private final TierListener listener = new TierListener() {
        @Override
        public void pageCorrupt(String object, int page) {
            events.add("corrupt " + page);
        }

        @Override
        public void deleteFailed(int objects, Exception cause) {
            events.add("not deleted " + objects);
        }
    };

    @BeforeEach
    void offloadTwoPages() throws IOException {
        store = new FaultyObjectStore(new MemoryObjectStore(), 1, 0);
        residency = directory.resolve("part-0.residency");
        file.write(TestPages.header(), 0);
        TieredPartition partition = open(file);
        TestPages.write(partition, 1, 111);
        TestPages.write(partition, 2, 222);
        partition.force();
        assertThat(partition.offload()).isEqualTo(2);
    }

    private TieredPartition open(PartitionFile opened) throws IOException {
        return new TieredPartition(
                "group/part-0/node", opened, residency, TestPages.FORMAT, store, new TierEvents(statistics, listener));
    }

    @Test
    void force_residencyNotSaved_isSavedByTheNextForce() throws IOException {
        TieredPartition partition = open(file);
        TestPages.write(partition, 1, 333);
        Path inTheWay = Files.createDirectory(residency.resolveSibling("part-0.residency.tmp")); // as a full disk
        assertThatThrownBy(partition::force).isInstanceOf(IOException.class);
        Files.delete(inTheWay);

        partition.force();
        file.crash();

        assertThat(TestPages.value(open(file), 1)).isEqualTo(333);
        assertThat(TestPages.value(open(file), 2)).isEqualTo(222);
    }

    @Test
    void recall_fileIsCopied_keepsTheObjects() throws IOException {
        TieredPartition partition = open(file);

        assertThatThrownBy(() -> partition.recall(() -> true)).hasMessageContaining("A snapshot is being taken");

        assertThat(partition.hasObjects()).isTrue();
        assertThat(partition.recall(() -> false)).isZero();
        assertThat(partition.hasObjects()).isFalse();
        assertThat(store.list("")).isEmpty();
        assertThat(TestPages.value(open(file), 1)).isEqualTo(111);
    }

    @Test
    void open_residencyMissing_fails() throws IOException {
        Files.delete(residency);

        assertThatThrownBy(() -> open(file))
                .hasMessageContaining("is missing")
                .hasMessageContaining("let the node rebalance");
    }

    @Test
    void open_residencyDamaged_fails() throws IOException {
        byte[] bytes = Files.readAllBytes(residency);
        bytes[bytes.length / 2] ^= 1;
        Files.write(residency, bytes);

        assertThatThrownBy(() -> open(file)).hasMessageContaining("its checksum is wrong");
    }

    @Test
    void open_fileCreatedAgain_hasNoObjects() throws IOException {
        MemoryFile again = new MemoryFile();
        again.write(TestPages.header(), 0);

        TieredPartition partition = open(again);

        assertThat(partition.remotePages()).isZero();
        assertThat(partition.deleteOrphans(new TreeSet<>(store.list("")))).isEqualTo(1);
    }

    @Test
    void open_pagesRemote_sendsNoRequest() throws IOException {
        long before = store.requests();

        assertThat(open(file).remotePages()).isEqualTo(2);

        assertThat(store.requests()).isEqualTo(before);
    }

    @Test
    void fetch_neighboursInTheSameUnit_sendsOneRequest() throws IOException {
        TieredPartition partition = open(file);
        long before = store.requests();

        assertThat(TestPages.value(partition, 2)).isEqualTo(222);
        assertThat(TestPages.value(partition, 1)).isEqualTo(111);

        assertThat(store.requests() - before).isEqualTo(1);
        assertThat(statistics.fetchedBytes()).isEqualTo(2 * TestPages.BYTES);
    }

    @Test
    void fetch_storeFails_leavesThePageRemote() throws IOException {
        TieredPartition partition = open(file);
        store.failing(1);

        assertThatThrownBy(() -> partition.fetch(1)).isInstanceOf(ObjectStoreException.class);

        assertThat(partition.isRemote(1)).isTrue();
        store.failing(0);
        assertThat(TestPages.value(partition, 1)).isEqualTo(111);
        assertThat(statistics.errors()).isEqualTo(1);
    }

    @Test
    void fetch_pageCorrupt_failsForThatPageOnly() throws IOException {
        damageLastByteOfTheObject();
        TieredPartition partition = open(file);

        assertThat(TestPages.value(partition, 1)).isEqualTo(111);

        assertThatThrownBy(() -> partition.fetch(2))
                .hasMessageContaining("Page 2")
                .hasMessageContaining("is corrupt");
        assertThat(partition.isRemote(2)).isTrue();
        assertThat(events).containsExactly("corrupt 2", "corrupt 2");
        assertThat(statistics.errors()).isEqualTo(2);
    }

    private void damageLastByteOfTheObject() throws IOException {
        String object = store.list("").stream()
                .filter(name -> !name.endsWith("manifest"))
                .findFirst()
                .orElseThrow();
        ByteBuffer content = store.get(object, 0, 2 * TestPages.BYTES);
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        bytes[bytes.length - 1] ^= 1;
        store.delete(List.of(object));
        store.put(object, ByteBuffer.wrap(bytes));
    }

    @Test
    void offload_nothingToMove_sendsNoRequest() throws IOException {
        TieredPartition partition = open(file);
        long before = store.requests();

        assertThat(partition.offload()).isZero();

        assertThat(store.requests()).isEqualTo(before);
    }

    @Test
    void offload_pageFetchedAndNotWritten_releasesItWithoutAnUpload() throws IOException {
        TieredPartition partition = open(file);
        TestPages.value(partition, 1);
        long uploads = statistics.uploads();

        assertThat(partition.offload()).isEqualTo(2);

        assertThat(statistics.uploads()).isEqualTo(uploads);
        assertThat(TestPages.value(partition, 1)).isEqualTo(111);
    }

    @Test
    void offload_pagesWritten_deletesTheSupersededObject() throws IOException {
        TieredPartition partition = open(file);
        List<String> before = store.list("");
        TestPages.write(partition, 1, 333);
        TestPages.write(partition, 2, 444);
        partition.force();

        assertThat(partition.offload()).isEqualTo(2);

        assertThat(store.list("")).hasSize(2).isNotEqualTo(before);
        assertThat(TestPages.value(partition, 1)).isEqualTo(333);
        assertThat(statistics.orphans()).isZero();
    }

    @Test
    void delete_storeFails_reportsOrphans() throws IOException {
        TieredPartition partition = open(file);
        store.failing(1);

        partition.delete(partition.destroy());

        assertThat(events).containsExactly("not deleted 2");
        assertThat(statistics.orphans()).isEqualTo(2);
        assertThat(partition.remotePages()).isZero();
    }
}
