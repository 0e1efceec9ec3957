package io.foreshard.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.ConcurrentHistogram;
import org.apache.ignite.IgniteCache;

/** Threads that read and write single rows at a fixed pace while rows move, check each row, and measure each operation from the moment at which it was due. */
final class MovingLoad implements AutoCloseable {
    private static final int THREADS = 4;
    /** A pace that a busy machine keeps up with, so that the tail shows stalls and not a lack of processors. */
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final AtomicLong failures = new AtomicLong();
    private volatile ConcurrentHistogram times = new ConcurrentHistogram(3);

    /**
     * Starts the threads.
     *
     * @param keys key of a row, by its number
     * @param rows number of rows; each begins with its number
     */
    MovingLoad(IgniteCache<Long, byte[]> table, LongUnaryOperator keys, long rows, int rowBytes) {
        for (int thread = 0; thread < THREADS; thread++) {
            threads.submit(() -> run(table, keys, rows, rowBytes));
        }
    }

    /**
     * The times of the operations of a period.
     *
     * @param failures operations that failed or read a wrong row
     */
    record Times(ConcurrentHistogram nanos, long failures) {
        Times plus(Times later) {
            ConcurrentHistogram sum = new ConcurrentHistogram(3);
            sum.add(nanos);
            sum.add(later.nanos);
            return new Times(sum, failures + later.failures);
        }

        double p99Millis() {
            return nanos.getValueAtPercentile(99) / 1e6;
        }

        double longestMillis() {
            return nanos.getMaxValue() / 1e6;
        }
    }

    /** Returns the times since the last call. */
    Times reset() {
        ConcurrentHistogram period = times;
        times = new ConcurrentHistogram(3);
        return new Times(period, failures.getAndSet(0));
    }

    private void run(IgniteCache<Long, byte[]> table, LongUnaryOperator keys, long rows, int rowBytes) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (long due = System.nanoTime(); !Thread.currentThread().isInterrupted(); due += PACE_NANOS) {
            try {
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                long row = random.nextLong(rows);
                long key = keys.applyAsLong(row);
                if (random.nextBoolean()) {
                    table.put(key, ByteBuffer.allocate(rowBytes).putLong(row).array());
                } else {
                    byte[] read = table.get(key);
                    if (read == null || ByteBuffer.wrap(read).getLong() != row) {
                        failures.incrementAndGet();
                    }
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (threads.isShutdown()) {
                    return;
                }
                failures.incrementAndGet();
            }
            times.recordValue(Math.max(0, System.nanoTime() - due));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
