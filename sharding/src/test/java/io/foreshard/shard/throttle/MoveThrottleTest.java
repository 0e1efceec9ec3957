package io.foreshard.shard.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MoveThrottleTest {
    private static final long MAX = 64L << 20;
    private static final long QUIET = 2_000_000;
    private static final int BATCHES = 64;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final MoveThrottle throttle = new MoveThrottle(timer, () -> MAX);

    @AfterEach
    void stop() {
        throttle.close();
        timer.shutdownNow();
    }

    @Test
    void receive_moreThanTheBudget_startsInOrderAndNotFasterThanTheBudget() throws Exception {
        List<Integer> started = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch left = new CountDownLatch(BATCHES);
        long begin = System.nanoTime();
        for (int batch = 0; batch < BATCHES; batch++) {
            int number = batch;
            Runnable start = () -> {
                started.add(number);
                left.countDown();
            };
            if (batch % 2 == 0) {
                throttle.receive(128 << 10, start);
            } else {
                throttle.send(128 << 10, start);
            }
        }

        assertThat(left.await(1, TimeUnit.MINUTES)).isTrue();
        // 8 MiB at 16 MiB/s, without the last batch and what a timer may catch up
        assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(470));
        assertThat(started).isEqualTo(IntStream.range(0, BATCHES).boxed().toList());
        assertThat(throttle.receivedBytes()).isEqualTo(BATCHES / 2 * (128L << 10));
    }

    @Test
    void receive_batchFails_startsTheNextOne() throws Exception {
        CountDownLatch started = new CountDownLatch(1);

        throttle.receive(1, () -> {
            throw new IllegalStateException("no group");
        });
        throttle.receive(1, started::countDown);

        assertThat(started.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void second_batchesWait_isNotQuiet() {
        throttle.second(QUIET);
        assertThat(throttle.quietP99Nanos()).isEqualTo(QUIET);
        throttle.receive(MAX, () -> {});
        throttle.receive(MAX, () -> {});
        throttle.second(QUIET);

        throttle.second(3 * QUIET);

        assertThat(throttle.quietP99Nanos()).isEqualTo(QUIET);
        assertThat(throttle.slowSeconds()).isOne();
        assertThat(throttle.p99Nanos()).isEqualTo(3 * QUIET);
        assertThat(throttle.bytesPerSecond()).isLessThan(MAX / 6);
    }

    @Test
    void batchBytes_followTheBudget() {
        assertThat(throttle.batchBytes()).isEqualTo(128 << 10);
        assertThat(new MoveThrottle(timer, () -> 1 << 16).batchBytes()).isEqualTo(16 << 10);
    }

    @Test
    void close_batchesWait_dropsThemAndStartsLaterOnesAtOnce() {
        throttle.receive(1_000 * MAX, () -> {});
        List<String> started = Collections.synchronizedList(new ArrayList<>());
        throttle.receive(1, () -> started.add("waiting"));

        throttle.close();
        throttle.receive(1, () -> started.add("late"));

        assertThat(started).containsExactly("late");
    }
}
