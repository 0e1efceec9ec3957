package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.testing.FaultyObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads that read and write the pages of one partition while it is offloaded and recalled. */
class ConcurrentPartitionTest {
    private static final int THREADS = 4;
    private static final int PAGES = 64;
    private static final int MOVES = 60;

    @TempDir
    Path directory;

    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    private FaultyObjectStore store;
    private TieredPartition partition;
    private TieredStorage storage;

    @BeforeEach
    void open() throws IOException {
        TestTier tier = new TestTier(directory, Runnable::run, TierListener.NONE);
        store = tier.store;
        partition = tier.open(0, TestTier.file());
        storage = tier.storage;
        for (int page = 1; page < PAGES; page++) {
            TestPages.write(partition, page, page);
        }
        partition.force();
    }

    @AfterEach
    void close() {
        executor.shutdownNow();
    }

    @Test
    void fetch_threadsWantTheSameUnit_sendOneRequest() throws Exception {
        partition.moves().offload();
        long before = store.requests();
        CyclicBarrier start = new CyclicBarrier(THREADS);

        List<Future<Integer>> values = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int page = 1 + i;
            values.add(executor.submit(() -> {
                start.await();
                return TestPages.value(partition, page);
            }));
        }

        for (int i = 0; i < THREADS; i++) {
            assertThat(values.get(i).get(1, TimeUnit.MINUTES)).isEqualTo(1 + i);
        }
        assertThat(store.requests() - before).isEqualTo(1);
    }

    @Test
    void write_whileOffloadedAndRecalled_isNeverLost() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        List<Future<?>> users = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int first = 1 + i;
            users.add(executor.submit(() -> {
                use(first, ended);
                return null;
            }));
        }
        try {
            for (int move = 0; move < MOVES; move++) {
                partition.force();
                storage.checkpointed();
                partition.moves().offload();
                if (move % 5 == 4) {
                    partition.moves().recall(() -> false);
                }
            }
        } finally {
            ended.set(true);
        }
        for (Future<?> user : users) {
            user.get(1, TimeUnit.MINUTES);
        }
    }

    /** Reads and writes every {@link #THREADS}th page, whose values only this thread changes. */
    private void use(int first, AtomicBoolean ended) throws IOException {
        Random random = new Random(first);
        int[] values = new int[PAGES];
        for (int page = first; page < PAGES; page += THREADS) {
            values[page] = page;
        }
        while (!ended.get()) {
            int page = first + THREADS * random.nextInt((PAGES - first + THREADS - 1) / THREADS);
            assertThat(TestPages.value(partition, page)).as("page %d", page).isEqualTo(values[page]);
            if (random.nextBoolean()) {
                values[page] = random.nextInt();
                TestPages.write(partition, page, values[page]);
            }
        }
    }
}
