package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The costs of a start and of the access of a local page: requests and locks. */
class AccessCostTest {
    private static final int PARTITIONS = 8;
    private static final int PAGES = 20;

    @TempDir
    Path directory;

    @Test
    void open_partitionsWithRemotePages_sendsNoRequest() throws IOException {
        FaultyObjectStore store = new FaultyObjectStore(new MemoryObjectStore(), 1, 0);
        TestTier before = new TestTier(directory, store, Runnable::run, TierListener.NONE);
        MemoryFile[] files = new MemoryFile[PARTITIONS];
        for (int number = 0; number < PARTITIONS; number++) {
            files[number] = TestTier.file();
            TieredPartition partition = before.open(number, files[number]);
            for (int page = 1; page < PAGES; page++) {
                TestPages.write(partition, page, page);
            }
        }
        before.storage.offload(MemoryHost.GROUP.name());
        before.storage.checkpointed();
        long requests = store.requests();

        TestTier next = new TestTier(directory, store, Runnable::run, TierListener.NONE);
        for (int number = 0; number < PARTITIONS; number++) {
            TieredPartition partition = next.open(number, files[number]);
            assertThat(partition.remotePages()).isPositive();
            TestPages.write(partition, PAGES, 1);
            assertThat(TestPages.value(partition, PAGES)).isEqualTo(1);
        }
        next.host.checkpoint();
        next.storage.checkpointed();

        assertThat(store.requests()).isEqualTo(requests);
    }

    @Test
    @Timeout(60)
    void read_localPageWhileAllLocksAreHeld_doesNotWait() throws Exception {
        int pageBytes = TestPages.BYTES;
        GroupResidency group = new GroupResidency("rows", new MemoryLog(), 64);
        SparseFile file = new SparseFile(pageBytes, 10L * pageBytes);
        LocalPages pages = new LocalPages(1, file, new PlainFormat(pageBytes), group, new UnwrittenPages(), 12);
        pages.beginOffload(new StoreIdentity(new UUID(1, 2), "memory:"));
        pages.commit(List.of(new StoredObject("object", 1, 0, new int[] {1}, new int[1])), AfterUpload.RELEASE);
        pages.endOffload();
        FetchUnit unit = pages.table().rangeOf(1);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch wasRead = new CountDownLatch(1);

        CompletableFuture<Void> fetch = CompletableFuture.runAsync(() -> {
            try {
                pages.fill(unit, ByteBuffer.allocate(pageBytes), true, (page, content, checksum) -> {
                    synchronized (group) {
                        synchronized (pages.table()) {
                            held.countDown();
                            return awaits(wasRead);
                        }
                    }
                });
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(pages.read(ByteBuffer.allocate(pageBytes), 2L * pageBytes)).isTrue();
        assertThat(pages.read(ByteBuffer.allocate(pageBytes), pageBytes))
                .as("a remote page")
                .isFalse();
        wasRead.countDown();
        fetch.get(30, TimeUnit.SECONDS);
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
