package io.foreshard.workbench.evaluate;

import io.foreshard.ingest.UserAction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The load of each partition under the actions of a trace: each reads the last ten rows of its user, then writes one row of 1 KiB.
 *
 * @param operations reads and writes of each partition, in windows of an equal number of actions
 * @param bytes bytes of each partition after each window
 */
record PartitionLoads(List<double[]> operations, List<long[]> bytes) {
    private static final int HISTORY = 10;

    /**
     * Places the rows of the actions.
     *
     * @param windows number of windows, 1 to the number of actions
     */
    static PartitionLoads of(List<UserAction> actions, Placement placement, int windows) {
        PartitionLoads loads = new PartitionLoads(new ArrayList<>(), new ArrayList<>());
        Map<UUID, Deque<Integer>> histories = new HashMap<>();
        long[] bytes = new long[Placement.PARTITIONS];
        for (int window = 0; window < windows; window++) {
            double[] operations = new double[Placement.PARTITIONS];
            int from = (int) ((long) actions.size() * window / windows);
            int to = (int) ((long) actions.size() * (window + 1) / windows);
            for (UserAction action : actions.subList(from, to)) {
                Deque<Integer> history = histories.computeIfAbsent(action.userId(), user -> new ArrayDeque<>());
                history.forEach(partition -> operations[partition]++);
                int partition = (int) placement.place(placement.next(action));
                operations[partition]++;
                bytes[partition] += HistoryReads.ROW_BYTES;
                history.add(partition);
                if (history.size() > HISTORY) {
                    history.remove();
                }
            }
            loads.operations().add(operations);
            loads.bytes().add(bytes.clone());
        }
        return loads;
    }

    /** Returns the bytes of each partition after the last window. */
    long[] finalBytes() {
        return bytes.get(bytes.size() - 1);
    }

    /** Returns the operations of each partition in all windows. */
    double[] allOperations() {
        double[] sum = new double[Placement.PARTITIONS];
        for (double[] window : operations) {
            Arrays.setAll(sum, partition -> sum[partition] + window[partition]);
        }
        return sum;
    }
}
