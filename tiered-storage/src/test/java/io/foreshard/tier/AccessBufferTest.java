package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AccessBufferTest {
    private static final int THREADS = 8;
    private static final int ACCESSES = 200_000;
    private static final int RING = 1024;

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
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        AtomicBoolean ended = new AtomicBoolean();
        Map<Long, Integer> seen = new HashMap<>();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                long base = thread * (long) ACCESSES;
                running.add(threads.submit(() -> {
                    for (int access = 1; access <= ACCESSES; access++) {
                        buffer.record(base + access);
                    }
                }));
            }
            Future<?> drains = threads.submit(() -> {
                while (!ended.get()) {
                    buffer.drain(unit -> seen.merge(unit, 1, Integer::sum));
                }
            });
            for (Future<?> thread : running.subList(0, THREADS - 1)) {
                thread.get(1, TimeUnit.MINUTES);
            }
            ended.set(true);
            drains.get(1, TimeUnit.MINUTES);
        } finally {
            threads.shutdownNow();
        }
        assertThat(seen).isNotEmpty().allSatisfy((unit, count) -> {
            assertThat(unit).isBetween(1L, (long) THREADS * ACCESSES);
            assertThat(count).isEqualTo(1);
        });
    }
}
