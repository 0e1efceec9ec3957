package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.store.ObjectStoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fetches of many pages of one partition: the requests that they send, share and drop. */
@Timeout(60)
class BatchFetchTest extends OffloadedPartition {
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean isHeld;

    @Override
    void execute(Runnable task) {
        if (isHeld) {
            waiting.add(task);
        } else {
            threads.execute(task);
        }
    }

    /** Returns the first remote page of a fetch unit. */
    private static int pageOf(int unit) {
        return remotePages(unit, unit + 1).findFirst().orElseThrow();
    }

    private static IntStream remotePages(int fromUnit, int toUnit) {
        return IntStream.range(Math.max(1, fromUnit * UNIT_PAGES), toUnit * UNIT_PAGES)
                .filter(page -> page % 5 != 0);
    }

    private static long remoteBytes(int fromUnit, int toUnit) {
        return remotePages(fromUnit, toUnit).count() * TestPages.BYTES;
    }

    @Test
    void fetch_onePage_makesItsUnitLocal() throws IOException {
        partition.fetch(pageOf(3) + 7);

        BitSet local = partition.copiedPages();
        local.stream().filter(partition::isRemote).forEach(local::clear);
        assertThat(local.stream())
                .containsExactlyElementsOf(remotePages(3, 4).boxed().toList());
    }

    @Test
    void fetch_pagesOfOneUnit_sendsOneRequest() throws IOException {
        long before = tier.store.requests();

        partition.fetch(pageOf(3), pageOf(3) + 1, pageOf(3) + 2);

        assertThat(tier.store.requests() - before).isEqualTo(1);
        assertThat(tier.storage.statistics().fetchedBytes()).isEqualTo(remoteBytes(3, 4));
        assertThat(TestPages.value(partition, pageOf(3) + 1)).isEqualTo(pageOf(3) + 1);
    }

    @Test
    void fetch_neighbouringUnits_sendsOneRequest() throws IOException {
        long before = tier.store.requests();

        partition.fetch(pageOf(4), pageOf(5), pageOf(6));

        assertThat(tier.store.requests() - before).isEqualTo(1);
        assertThat(tier.storage.statistics().fetchedBytes()).isEqualTo(remoteBytes(4, 7));
    }

    @Test
    void fetch_distantUnits_sendsTheirRequestsAtTheSameTime() throws Exception {
        reads.hold();
        Future<?> fetch = threads.submit(() -> {
            partition.fetch(IntStream.range(0, 10).map(i -> pageOf(3 * i)).toArray());
            return null;
        });

        Awaitility.await().until(() -> reads.waiting() == 10);
        reads.release();

        fetch.get();
        for (int i = 0; i < 10; i++) {
            assertThat(partition.isRemote(pageOf(3 * i))).isFalse();
        }
    }

    @Test
    void fetch_64ThreadsWantOnePage_sendOneRequest() throws Exception {
        reads.hold();
        long before = tier.store.requests();
        CountDownLatch started = new CountDownLatch(64);
        List<Future<?>> readers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            readers.add(threads.submit(() -> {
                started.countDown();
                partition.fetch(pageOf(1));
                return null;
            }));
        }
        started.await();

        Awaitility.await().until(() -> reads.waiting() == 1);
        reads.release();

        for (Future<?> reader : readers) {
            reader.get();
        }
        assertThat(tier.store.requests() - before).isEqualTo(1);
    }

    @Test
    void fetch_overlappingBatches_readEachUnitOnce() throws Exception {
        reads.hold();
        long before = tier.storage.statistics().fetchedBytes();
        PageFetch first = partition.beginFetch(FetchTarget.FILE_OR_MEMORY, pageOf(2), pageOf(3));
        PageFetch second = partition.beginFetch(FetchTarget.FILE_OR_MEMORY, pageOf(3), pageOf(4), pageOf(2));
        reads.release();

        first.await();
        second.await();

        assertThat(tier.storage.statistics().fetchedBytes() - before).isEqualTo(remoteBytes(2, 5));
    }

    @Test
    void fetch_oneOfManyFails_failsAndTheOthersStayUsable() throws IOException {
        partition.fetch(pageOf(9));
        tier.store.failing(1);

        assertThatThrownBy(() -> partition.fetch(pageOf(0), pageOf(9), pageOf(20)))
                .isInstanceOf(ObjectStoreException.class);

        tier.store.failing(0);
        // The failed fetch ended with its first failure: its other read may be under way, and fail too.
        await().ignoreExceptionsInstanceOf(ObjectStoreException.class).until(() -> {
            partition.fetch(pageOf(0), pageOf(9), pageOf(20));
            return true;
        });
        assertThat(TestPages.value(partition, pageOf(20))).isEqualTo(pageOf(20));
    }

    @Test
    void cancel_readNotBegun_isNotSent() throws IOException {
        isHeld = true;
        long before = tier.store.requests();
        PageFetch fetch = partition.beginFetch(FetchTarget.FILE_OR_MEMORY, pageOf(0), pageOf(9));

        fetch.cancel();
        waiting.forEach(Runnable::run);

        assertThat(tier.store.requests()).isEqualTo(before);
        assertThatThrownBy(fetch::await).isInstanceOf(InterruptedIOException.class);
        partition.fetch(pageOf(0));
        assertThat(tier.store.requests() - before).isEqualTo(1);
    }

    @Test
    void cancel_readThatAnotherFetchWants_isSent() throws IOException {
        isHeld = true;
        PageFetch given = partition.beginFetch(FetchTarget.FILE_OR_MEMORY, pageOf(0), pageOf(9));
        PageFetch wanted = partition.beginFetch(FetchTarget.FILE_OR_MEMORY, pageOf(9));
        long before = tier.store.requests();

        given.cancel();
        wanted.await();

        assertThat(tier.store.requests() - before).isEqualTo(1);
        assertThat(partition.isRemote(pageOf(9))).isFalse();
        assertThat(partition.isRemote(pageOf(0))).isTrue();
    }

    @Test
    void await_interrupted_failsAndLeavesThePageToOthers() throws Exception {
        reads.hold();
        PageFetch other = partition.beginFetch(FetchTarget.FILE_OR_MEMORY, pageOf(4));
        Callable<Object> interrupted = () -> {
            Thread.currentThread().interrupt();
            partition.fetch(pageOf(4));
            return null;
        };
        Awaitility.await().until(() -> reads.waiting() == 1);
        Future<?> reader = threads.submit(interrupted);

        assertThatThrownBy(reader::get).hasCauseInstanceOf(InterruptedIOException.class);

        reads.release();
        other.await();
        assertThat(partition.isRemote(pageOf(4))).isFalse();
    }

    @Test
    void whenEnded_failedAndSucceeded_passesTheFailure() throws Exception {
        CompletableFuture<IOException> good = new CompletableFuture<>();
        partition.beginFetch(FetchTarget.FILE_OR_MEMORY, pageOf(0), pageOf(7)).whenEnded(good::complete);
        assertThat(good.get(30, TimeUnit.SECONDS)).isNull();
        tier.store.failing(1);
        CompletableFuture<IOException> bad = new CompletableFuture<>();
        partition.beginFetch(FetchTarget.FILE_OR_MEMORY, pageOf(11)).whenEnded(bad::complete);
        assertThat(bad.get(30, TimeUnit.SECONDS)).isInstanceOf(ObjectStoreException.class);
        CompletableFuture<IOException> nothing = new CompletableFuture<>();
        partition.beginFetch(FetchTarget.FILE_OR_MEMORY, pageOf(0)).whenEnded(nothing::complete);
        assertThat(nothing).isCompletedWithValue(null);
    }

    @Test
    void fetch_20RandomPages_readsAtMost20Units() throws IOException {
        Random random = new Random(7);
        for (int read = 0; read < 20; read++) {
            partition.fetch(pageOf(random.nextInt(30)));
        }

        assertThat(tier.storage.statistics().fetchedBytes()).isLessThanOrEqualTo(20 * 64 << 10);
    }

    @Test
    void value_allPagesInOrder_readsEachByteOnceInLargeReads() throws Exception {
        long before = tier.store.requests();
        int remote = partition.remotePages();
        for (int page = 1; page < PAGES; page++) {
            assertThat(TestPages.value(partition, page)).isEqualTo(page);
        }

        assertThat(tier.storage.statistics().fetchedBytes()).isEqualTo((long) remote * TestPages.BYTES);
        assertThat(tier.store.requests() - before).as("requests for 32 units").isLessThan(10);
    }

    @Test
    void close_readUnderWay_writesNothingIntoTheFile() throws Exception {
        reads.hold();
        PageFetch fetch = partition.beginFetch(FetchTarget.FILE_OR_MEMORY, pageOf(4));
        Awaitility.await().until(() -> reads.waiting() == 1);

        partition.close();
        reads.release();

        assertThatThrownBy(fetch::await).hasMessage("The partition is closed.");
    }
}
