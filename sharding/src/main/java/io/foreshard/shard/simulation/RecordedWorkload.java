package io.foreshard.shard.simulation;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The load of partitions as it was recorded, window after window; each lasts the same virtual time, the last one until the end. Immutable and thread-safe. */
final class RecordedWorkload implements Workload {
    private final List<double[]> windows;
    private final long windowMillis;
    private final long[] bytes;

    /**
     * Creates a workload; the arrays are not copied.
     *
     * @param windows operations of each partition in each window, any scale; at least one window, each with an operation
     * @param bytes bytes of each partition, any scale, at least one byte in all
     * @throws IllegalArgumentException if there is no window, operation or byte, or a window has another number of partitions
     */
    RecordedWorkload(List<double[]> windows, long windowMillis, long[] bytes) {
        boolean complete = windows.stream()
                .allMatch(window ->
                        window.length == bytes.length && Arrays.stream(window).sum() > 0);
        double mean = Arrays.stream(bytes).average().orElse(0);
        if (windows.isEmpty() || !complete || mean == 0) {
            throw new IllegalArgumentException(
                    "A recorded load has at least one window, and each window an operation, in "
                            + bytes.length + " partitions with at least one byte: " + windows.size() + " windows, "
                            + mean
                            + " bytes a partition.");
        }
        this.windows = List.copyOf(windows);
        this.windowMillis = windowMillis;
        this.bytes = Arrays.stream(bytes)
                .map(size -> Math.round(size * (Scenario.PARTITION_BYTES / mean)))
                .toArray();
    }

    @Override
    public double[] shares(long millis) {
        return windows.get((int) Math.min(millis / windowMillis, windows.size() - 1))
                .clone();
    }

    /** Returns the recorded sizes, scaled to the mean of all scenarios. */
    @Override
    public long[] bytes(int partitions, Random random) {
        return bytes.clone();
    }
}
