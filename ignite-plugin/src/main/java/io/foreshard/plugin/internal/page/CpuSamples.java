package io.foreshard.plugin.internal.page;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.ref.WeakReference;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/**
 * The CPU time of partitions, by samples: what a thread has used since the sample before is charged to the partition of the row that it has acquired last for a user, or to none if it has acquired no row since then.
 *
 * <p>A thread that works on a row reads no clock. A sample reads the CPU clock of each thread that ever worked on rows, about 1 µs, ten times a second. As of any profiler by samples, the error of a partition falls with the
 * square root of the samples in which a thread worked on it. All servers of a JVM share the threads: each sample charges the partition of the server that it belongs to. Thread-safe.
 */
public final class CpuSamples {
    private static final long PERIOD_MILLIS = 100;

    /** The threads of this JVM that have read rows; an entry is empty when its thread has ended. */
    private static final Queue<WeakReference<CurrentRead>> THREADS = new ConcurrentLinkedQueue<>();

    private CpuSamples() {}

    /** Takes samples by an executor until it is shut down; does nothing if this JVM does not measure the CPU time of threads. */
    public static void begin(ScheduledExecutorService executor) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        if (threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled()) {
            executor.scheduleAtFixedRate(
                    () -> take(threads::getThreadCpuTime), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The current thread works on rows from now on. */
    static void add(CurrentRead thread) {
        THREADS.add(new WeakReference<>(thread));
    }

    /** @param cpuNanos CPU time of a thread by its id; below 0 if it has ended */
    static synchronized void take(LongUnaryOperator cpuNanos) {
        for (Iterator<WeakReference<CurrentRead>> threads = THREADS.iterator(); threads.hasNext(); ) {
            CurrentRead thread = threads.next().get();
            long now = thread == null ? -1 : cpuNanos.applyAsLong(thread.threadId());
            if (now < 0) {
                threads.remove();
            } else {
                thread.usedCpu(now);
            }
        }
    }
}
