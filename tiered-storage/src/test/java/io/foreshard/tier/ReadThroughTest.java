package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fetches that leave pages in memory, alone and beside fetches into the partition file, writes and moves. */
@Timeout(120)
class ReadThroughTest extends OffloadedPartition {
    /** A page that is offloaded. */
    private static final int PAGE = 1;

    /** Reads a page as a scan does, and returns its value. */
    static int scan(TieredPartition partition, int page) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(TestPages.BYTES).order(ByteOrder.nativeOrder());
        while (!partition.readLocal(buffer, (long) page * TestPages.BYTES)) {
            partition.fetch(FetchTarget.MEMORY, page);
        }
        return TestPages.valueOf(page, buffer);
    }

    @Test
    void fetch_toMemory_readsEachPageOnceAndLeavesTheFileAsItWas() throws IOException {
        int remote = partition.remotePages();
        long allocated = partition.size().allocatedBytes();
        long before = tier.storage.statistics().fetchedBytes();

        for (int page = 1; page < PAGES; page++) {
            assertThat(scan(partition, page)).isEqualTo(page);
        }

        assertThat(tier.storage.statistics().fetchedBytes() - before).isEqualTo((long) remote * TestPages.BYTES);
        assertThat(partition.remotePages()).isEqualTo(remote);
        partition.force();
        assertThat(partition.size().allocatedBytes()).isEqualTo(allocated);
        assertThat(partition.unwrittenPages()).isEmpty();
    }

    @Test
    void fetch_toMemoryWhileAnotherWantsTheUnitInTheFile_fillsItByOneRequest() throws Exception {
        for (FetchTarget other : List.of(FetchTarget.FILE_OR_MEMORY, FetchTarget.FILE)) {
            int page = other == FetchTarget.FILE ? PAGE : PAGE + 3 * UNIT_PAGES;
            long before = tier.store.requests();
            reads.hold();
            PageFetch scan = partition.beginFetch(FetchTarget.MEMORY, page);
            PageFetch user = partition.beginFetch(other, page);
            reads.release();

            scan.await();
            user.await();

            assertThat(partition.isRemote(page)).as("with %s", other).isFalse();
            assertThat(partition.unwrittenPages()).isEmpty();
            assertThat(tier.store.requests() - before).isEqualTo(1);
        }
    }

    @Test
    void fetch_toMemoryThenOfAUser_needsNoRequest() throws IOException {
        partition.fetch(FetchTarget.MEMORY, PAGE);
        long before = tier.store.requests();

        partition.fetch(PAGE);

        assertThat(TestPages.value(partition, PAGE)).isEqualTo(PAGE);
        assertThat(tier.store.requests()).isEqualTo(before);
    }

    @Test
    void fetch_pageWrittenWhileItIsFetchedToMemory_readsWhatWasWritten() throws Exception {
        reads.hold();
        PageFetch scan = partition.beginFetch(FetchTarget.MEMORY, PAGE);
        Awaitility.await().until(() -> reads.waiting() == 1);
        TestPages.write(partition, PAGE, 77);
        reads.release();

        scan.await();

        assertThat(scan(partition, PAGE)).isEqualTo(77);
        assertThat(partition.isRemote(PAGE)).isFalse();
        assertThat(partition.unwrittenPages()).doesNotContain(PAGE);
    }

    @Test
    void readLocal_pageInMemoryWrittenAndOffloadedAgain_isNotTheOldOne() throws IOException {
        partition.fetch(FetchTarget.MEMORY, PAGE);
        TestPages.write(partition, PAGE, 78);
        partition.force();
        tier.storage.checkpointed();
        partition.moves().offload();

        assertThat(scan(partition, PAGE)).isEqualTo(78);
    }

    @Test
    void fetch_secondTimeForOneReader_fillsTheFile() throws IOException {
        partition.fetch(FetchTarget.MEMORY, PAGE);
        for (int page : partition.unwrittenPages()) {
            partition.dropUnwritten(page);
        }
        assertThat(partition.isRemote(PAGE)).isTrue();

        partition.fetch(FetchTarget.MEMORY, PAGE);

        assertThat(partition.isRemote(PAGE)).isFalse();
        assertThat(TestPages.value(partition, PAGE)).isEqualTo(PAGE);
    }

    @Test
    void fetch_nextReader_passesAgain() throws IOException {
        for (int reader = 0; reader < 3; reader++) {
            partition.beginReadThrough();
            assertThat(scan(partition, PAGE)).isEqualTo(PAGE);
            assertThat(partition.isRemote(PAGE)).isTrue();
            for (int page : partition.unwrittenPages()) {
                partition.dropUnwritten(page);
            }
        }
    }

    /** 80 MiB: the memory for pages holds 64 MiB of them. */
    @Test
    void fetch_moreThanFitsIntoMemory_readsNoPageMoreThanTwice() throws IOException {
        int pages = 80 << 10;
        open(Files.createDirectory(directory.resolve("large")), pages);
        int remote = partition.remotePages();
        partition
                .beginFetch(FetchTarget.MEMORY, IntStream.range(1, pages).toArray())
                .await();

        for (int page = 1; page < pages; page++) {
            assertThat(scan(partition, page)).isEqualTo(page);
        }

        assertThat(tier.storage.statistics().fetchedBytes()).isLessThanOrEqualTo(2L * remote * TestPages.BYTES);
        assertThat(partition.remotePages())
                .as("pages that were read from memory are not in the file")
                .isGreaterThan(remote / 2);
    }

    @Test
    void recall_besideScans_makesAllPagesLocal() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        List<Future<?>> scans = new ArrayList<>();
        for (int thread = 0; thread < 3; thread++) {
            Random random = new Random(thread);
            scans.add(threads.submit(() -> {
                while (!ended.get()) {
                    int page = 1 + random.nextInt(PAGES - 1);
                    if (random.nextInt(16) == 0) {
                        partition.beginReadThrough();
                    }
                    assertThat(scan(partition, page)).isEqualTo(page);
                }
                return null;
            }));
        }
        try {
            for (int move = 0; move < 30; move++) {
                partition.moves().recall(() -> false);
                assertThat(partition.remotePages()).isZero();
                tier.storage.checkpointed();
                partition.moves().offload();
            }
        } finally {
            ended.set(true);
        }
        for (Future<?> scan : scans) {
            scan.get(1, TimeUnit.MINUTES);
        }
    }
}
