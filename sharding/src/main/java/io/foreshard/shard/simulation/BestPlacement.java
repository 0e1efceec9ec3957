package io.foreshard.shard.simulation;

import io.foreshard.shard.balance.Dimension;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The placement of all partitions on empty nodes of equal capacity: the largest partition first, each copy to the node whose worst dimension is best afterwards, of
 * those in failure domains without a copy if there are enough domains. For one dimension without domains at most 4/3 of the optimum (Graham, 1969). The anchor that a
 * planner that moves few bytes is compared with.
 */
final class BestPlacement {
    private static final int DIMENSIONS = Dimension.values().length;

    private BestPlacement() {}

    /**
     * Returns the load of the most loaded node in the worst dimension over the mean node, or over the largest partition if that is more.
     *
     * @param domains the failure domain of each node
     */
    static double ratio(double[][] loads, int copies, List<String> domains) {
        int nodes = domains.size();
        boolean enough = Set.copyOf(domains).size() >= copies;
        double[] bound = bounds(loads, copies, nodes);
        int[] largestFirst = IntStream.range(0, loads.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer partition) -> -worst(loads[partition], bound))
                        .thenComparingInt(partition -> partition))
                .mapToInt(Integer::intValue)
                .toArray();
        double[][] nodeLoads = new double[nodes][DIMENSIONS];
        for (int partition : largestFirst) {
            boolean[] taken = new boolean[nodes];
            for (int copy = 0; copy < Math.min(copies, nodes); copy++) {
                int owner = place(loads[partition], copy == 0, nodeLoads, taken, bound);
                for (int node = 0; node < nodes; node++) {
                    taken[node] |= node == owner || enough && domains.get(node).equals(domains.get(owner));
                }
            }
        }
        return Arrays.stream(nodeLoads)
                .mapToDouble(load -> worst(load, bound))
                .max()
                .orElse(0);
    }

    private static double[] bounds(double[][] loads, int copies, int nodes) {
        double[] bounds = new double[DIMENSIONS];
        for (int d = 0; d < DIMENSIONS; d++) {
            int dimension = d;
            double mean =
                    Arrays.stream(loads).mapToDouble(load -> load[dimension]).sum()
                            * (isOnBackups(d) ? copies : 1)
                            / nodes;
            double largest = Arrays.stream(loads)
                    .mapToDouble(load -> load[dimension])
                    .max()
                    .orElse(0);
            bounds[d] = Math.max(mean, largest);
        }
        return bounds;
    }

    private static int place(double[] load, boolean primary, double[][] nodeLoads, boolean[] taken, double[] bound) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int node = 0; node < nodeLoads.length; node++) {
            double worst = 0;
            for (int d = 0; d < DIMENSIONS; d++) {
                worst = Math.max(worst, (nodeLoads[node][d] + (primary || isOnBackups(d) ? load[d] : 0)) / bound[d]);
            }
            if (!taken[node] && worst < least) {
                least = worst;
                best = node;
            }
        }
        for (int d = 0; d < DIMENSIONS; d++) {
            nodeLoads[best][d] += primary || isOnBackups(d) ? load[d] : 0;
        }
        return best;
    }

    private static double worst(double[] load, double[] bound) {
        double worst = 0;
        for (int d = 0; d < DIMENSIONS; d++) {
            worst = Math.max(worst, load[d] / bound[d]);
        }
        return worst;
    }

    private static boolean isOnBackups(int dimension) {
        return dimension == Dimension.BYTES.ordinal() || dimension == Dimension.WRITES.ordinal();
    }
}
