package io.foreshard.training;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/** The share of one processor that trainings may take: work of a CPU time {@code t} is followed by a pause of at least {@code t (1 / share - 1)}. Used by one thread. */
final class CpuBudget {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final int percent;
    private long begunNanos;

    /** @param percent percent of one processor, from 1 to 100 */
    CpuBudget(int percent) {
        this.percent = percent;
    }

    /** Begins to measure the work of this thread. */
    void begin() {
        begunNanos = nanos();
    }

    /** Returns the CPU time of the work since {@link #begin}. */
    Duration used() {
        return Duration.ofNanos(nanos() - begunNanos);
    }

    /** Returns the pause that the work since {@link #begin} must be followed by. */
    Duration pause() {
        return pause(used());
    }

    Duration pause(Duration used) {
        return used.multipliedBy(100 - percent).dividedBy(percent);
    }

    /** Returns the CPU time of this thread; where the virtual machine does not measure it, the elapsed time, which is not less. */
    private static long nanos() {
        return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }
}
