package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AccessBufferTest {
    private static final int THREADS = 8;
    /** Units of one thread. */
    private static final long RANGE = 1L << 40;

    private static final int RING = 1024;
    /** More than all rings hold: each was drained and filled again. */
    private static final int TAKEN = 100 * RING;

    private final AccessBuffer buffer = new AccessBuffer();

    private List<Long> drained() {
        List<Long> units = new ArrayList<>();
        buffer.drain(units::add);
        return units;
    }

    @Test
    void drain_accessesOfOneThread_areTakenOnceInTheirOrder() {
        buffer.record(3);
        buffer.record(1);
        buffer.record(2);

        assertThat(drained()).containsExactly(3L, 1L, 2L);
        assertThat(drained()).isEmpty();
    }

    @Test
    void record_sameUnitAgain_isTakenOnceForEachDrain() {
        buffer.record(7);
        buffer.record(7);
        assertThat(drained()).containsExactly(7L);

        buffer.record(7);
        assertThat(drained()).containsExactly(7L);
    }

    @Test
    void record_ringFull_dropsTheNewest() {
        for (long unit = 1; unit <= 3 * RING; unit++) {
            buffer.record(unit);
        }

        assertThat(drained()).hasSize(RING).startsWith(1L).endsWith((long) RING);
        buffer.record(5);
        assertThat(drained()).containsExactly(5L);
    }

    @Test
    void drain_besideThreads_inventsAndDoublesNothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
        AtomicBoolean ended = new AtomicBoolean();
        List<Long> taken = new ArrayList<>();
        List<Long> recorded = new ArrayList<>();
        try {
            List<Future<Long>> recorders = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                long base = thread * RANGE;
                recorders.add(threads.submit(() -> {
                    long unit = base;
                    while (!ended.get()) {
                        buffer.record(++unit);
                    }
                    return unit;
                }));
            }
            Future<?> drains = threads.submit(() -> {
                while (taken.size() < TAKEN && !ended.get()) {
                    buffer.drain(taken::add);
                }
            });
            drains.get(1, TimeUnit.MINUTES);
            ended.set(true);
            for (Future<Long> recorder : recorders) {
                recorded.add(recorder.get(1, TimeUnit.MINUTES));
            }
        } finally {
            ended.set(true);
            threads.shutdownNow();
        }
        assertThat(taken).hasSizeGreaterThanOrEqualTo(TAKEN).doesNotHaveDuplicates();
        assertThat(taken).allSatisfy(unit -> {
            int thread = (int) ((unit - 1) / RANGE);
            assertThat(unit).isBetween(thread * RANGE + 1, recorded.get(thread));
        });
    }
}
