package io.foreshard.plugin.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RecordsUnderWayTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final RecordsUnderWay records = new RecordsUnderWay();

    @Test
    void awaitBegun_recordBegunBefore_returnsAfterItsEnd() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        CompletableFuture<Void> appender = CompletableFuture.runAsync(() -> {
            records.begin();
            begun.countDown();
            awaitLatch(mayEnd);
            records.end();
        });
        awaitLatch(begun);

        CompletableFuture<Void> waiter = CompletableFuture.runAsync(records::awaitBegun);

        assertThat(waiter).failsWithin(SHORT);
        mayEnd.countDown();
        assertThat(waiter).succeedsWithin(LONGEST);
        assertThat(appender).succeedsWithin(LONGEST);
    }

    @Test
    void awaitBegun_recordsBeginAllTheTime_returns() throws Exception {
        AtomicBoolean isEnded = new AtomicBoolean();
        CompletableFuture<Void> appender = CompletableFuture.runAsync(() -> {
            while (!isEnded.get()) {
                records.begin();
                records.end();
            }
        });

        CompletableFuture<Void> waiter = CompletableFuture.runAsync(() -> {
            for (int wait = 0; wait < 10_000; wait++) {
                records.awaitBegun();
            }
        });

        assertThat(waiter).succeedsWithin(LONGEST);
        isEnded.set(true);
        assertThat(appender).succeedsWithin(LONGEST);
    }

    @Test
    void awaitBegun_appenderDied_returns() throws Exception {
        Thread appender = new Thread(records::begin);
        appender.start();
        appender.join();

        assertThat(CompletableFuture.runAsync(records::awaitBegun)).succeedsWithin(LONGEST);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
