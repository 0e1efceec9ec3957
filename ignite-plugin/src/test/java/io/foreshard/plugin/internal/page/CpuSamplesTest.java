package io.foreshard.plugin.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CpuSamplesTest {
    private final PartitionPages first = new PartitionPages(new AtomicInteger());
    private final PartitionPages second = new PartitionPages(new AtomicInteger());
    private final CurrentRead thread = CurrentRead.ofThread();

    @BeforeEach
    void takeTheFirstSample() {
        sample(1_000);
    }

    /** @param nanos CPU time of this thread */
    private void sample(long nanos) {
        CpuSamples.take(id -> id == thread.threadId() ? nanos : 0);
    }

    @Test
    void take_threadAcquiredRows_chargesThePartitionOfTheLastOne() {
        thread.rowAcquired(second, 1, 1);
        thread.rowAcquired(first, 1, 1);
        sample(1_500);
        thread.rowAcquired(second, 1, 1);
        sample(1_800);

        assertThat(first.cpuNanos()).isEqualTo(500);
        assertThat(second.cpuNanos()).isEqualTo(300);
    }

    @Test
    void take_threadAcquiredNoRowSinceTheLastSample_chargesNone() {
        thread.rowAcquired(first, 1, 1);
        sample(1_100);
        sample(1_900);
        thread.rowAcquired(first, 1, 1);
        sample(1_903);

        assertThat(first.cpuNanos()).isEqualTo(103);
    }

    @Test
    void take_threadReadsAheadOfNeed_chargesNone() {
        CurrentRead.ahead(() -> thread.rowAcquired(first, 1, 1));
        sample(1_500);

        assertThat(first.cpuNanos()).isZero();
    }

    @Test
    void take_threadHasEnded_isNotAskedAgain() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        CurrentRead[] ended = new CurrentRead[1];
        Thread other = new Thread(() -> ended[0] = CurrentRead.ofThread());
        other.start();
        other.join();

        for (int i = 0; i < 2; i++) {
            CpuSamples.take(id -> {
                asked.addAndGet(id == ended[0].threadId() ? 1 : 0);
                return id == ended[0].threadId() ? -1 : 0;
            });
        }

        assertThat(asked).hasValue(1);
    }
}
