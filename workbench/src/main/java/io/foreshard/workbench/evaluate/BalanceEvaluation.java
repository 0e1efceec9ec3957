package io.foreshard.workbench.evaluate;

import io.foreshard.shard.simulation.RecordedSimulation;
import io.foreshard.shard.simulation.Score;
import io.foreshard.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How evenly nodes can be loaded under a trace, and how evenly the planner of placements loads them. Field names are stable: tools read the JSON form.
 *
 * @param trace name of the trace
 * @param actions number of actions
 * @param windows number of windows, each with an equal number of actions
 * @param rows results, one for each number of nodes
 */
record BalanceEvaluation(String trace, int actions, int windows, List<Row> rows) {
    /**
     * The result with a number of nodes. The first four values are loads of the hottest partition over the load of the mean node with one copy of each partition: a
     * value above 1 is the bound below which no placement gets the most loaded node.
     *
     * @param bytes bytes of the largest partition at the end
     * @param operations operations of the busiest partition in all windows
     * @param windowMedian the same in a single window, median of the windows
     * @param windowWorst the same, worst window
     * @param random load of the most loaded node over its share with owners by hash, in the first window
     * @param planned the same with the planner, median of the second half of the windows
     * @param plannedOverBest load of the most loaded node over that of a placement on empty nodes, five minutes after each change of load, median
     * @param plannedOverBestWorst the same, worst moment
     * @param moved bytes copied, as a share of the bytes of all copies
     */
    record Row(
            int nodes,
            double bytes,
            double operations,
            double windowMedian,
            double windowWorst,
            double random,
            double planned,
            double plannedOverBest,
            double plannedOverBestWorst,
            double moved) {}

    /**
     * Replays a trace through the encoder of profile ids and the planner of placements.
     *
     * @param windows number of windows, 1 to the number of actions
     * @param nodes numbers of nodes, each at least 2
     */
    static BalanceEvaluation of(Trace trace, int windows, List<Integer> nodes) {
        PartitionLoads loads = PartitionLoads.of(trace.actions(), Placement.byProfileId(), windows);
        List<Row> rows = new ArrayList<>();
        for (int count : nodes) {
            rows.add(row(trace.name(), loads, count));
        }
        return new BalanceEvaluation(trace.name(), trace.actions().size(), windows, rows);
    }

    private static Row row(String trace, PartitionLoads loads, int nodes) {
        double[] ofWindows = loads.operations().stream()
                .mapToDouble(window -> hottestOverMeanNode(window, nodes))
                .sorted()
                .toArray();
        Score score = RecordedSimulation.run(trace, loads.operations(), loads.finalBytes(), nodes);
        return new Row(
                nodes,
                hottestOverMeanNode(
                        Arrays.stream(loads.finalBytes()).asDoubleStream().toArray(), nodes),
                hottestOverMeanNode(loads.allOperations(), nodes),
                ofWindows[ofWindows.length / 2],
                ofWindows[ofWindows.length - 1],
                score.start(),
                score.median(),
                score.steady(),
                score.steadyWorst(),
                score.movedShare());
    }

    /** Returns the load of the hottest partition over that of the mean node, below 1 where one node carries more than it. */
    static double hottestOverMeanNode(double[] loads, int nodes) {
        double hottest = Arrays.stream(loads).max().orElse(0);
        return hottest * nodes / Arrays.stream(loads).sum();
    }
}
