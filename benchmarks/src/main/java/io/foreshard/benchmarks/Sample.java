package io.foreshard.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;

/**
 * What a sequence of calls by one thread cost.
 *
 * @param callsPerSecond calls per second of machine time
 * @param p50 median of the time of a call, nanoseconds
 * @param p99 99th percentile of the time of a call, nanoseconds
 * @param processorTime processor time of the calling thread, nanoseconds a call
 * @param allocatedBytes bytes that the calling thread allocated on the heap, a call
 */
record Sample(double callsPerSecond, double p50, double p99, double processorTime, double allocatedBytes) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** One call; its argument is the number of the call. */
    interface Call {
        void run(int number) throws Exception;
    }

    /** Measures calls of the current thread. */
    static Sample of(int calls, Call call) throws Exception {
        Histogram times = new Histogram(3);
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long processor = THREADS.getCurrentThreadCpuTime();
        long begin = System.nanoTime();
        long last = begin;
        for (int number = 0; number < calls; number++) {
            call.run(number);
            long now = System.nanoTime();
            times.recordValue(now - last);
            last = now;
        }
        return new Sample(
                calls * 1e9 / (last - begin),
                times.getValueAtPercentile(50),
                times.getValueAtPercentile(99),
                (THREADS.getCurrentThreadCpuTime() - processor) / (double) calls,
                (THREADS.getCurrentThreadAllocatedBytes() - bytes) / (double) calls);
    }

    /** Measures one call; returns its seconds. */
    static double seconds(Callable<?> call) throws Exception {
        long begin = System.nanoTime();
        call.call();
        return (System.nanoTime() - begin) / 1e9;
    }
}
