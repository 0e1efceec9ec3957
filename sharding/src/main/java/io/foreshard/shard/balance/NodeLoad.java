package io.foreshard.shard.balance;

/** The load of a node at one moment of a round, with what each step off it or to it is computed from. Not thread-safe. */
final class NodeLoad {
    /** Weight of what a node lacks of its share: small, or a new node is filled by the hottest partitions and then takes no bytes. */
    private static final double BELOW_SHARE = 0.001;

    private final PlannedState planned;
    private final double[] load = new double[Dimension.COUNT];
    private final double[] bound = new double[Dimension.COUNT];
    private final double[] perBound = new double[Dimension.COUNT];
    private final double[] cost = new double[Dimension.COUNT];
    private double totalCost;
    private int node = -1;

    NodeLoad(PlannedState planned) {
        this.planned = planned;
    }

    /** Reads the present load of a node, or of none if it is -1. */
    void read(int ofNode) {
        node = ofNode;
        totalCost = 0;
        for (int d = 0; d < Dimension.COUNT && node >= 0; d++) {
            load[d] = planned.load(node, d);
            bound[d] = planned.bound(node, d);
            perBound[d] = 1 / bound[d];
            cost[d] = cost(load[d] * perBound[d]);
            totalCost += cost[d];
        }
    }

    /** Returns the node, or -1. */
    int node() {
        return node;
    }

    double load(int dimension) {
        return load[dimension];
    }

    /** Returns the load over the bound. */
    double imbalance(int dimension) {
        return load[dimension] * perBound[dimension];
    }

    /** Returns the imbalance after the node got a load, which may be negative; a copy larger than all of its copies raises its bound. */
    double imbalanceWith(int dimension, double taken) {
        return taken > bound[dimension]
                ? (load[dimension] + taken) / taken
                : (load[dimension] + taken) * perBound[dimension];
    }

    /** Returns the decrease of the cost when the node gives loads, which may be negative. */
    double gainOfGiving(double[] given) {
        double gain = totalCost;
        for (int d = 0; d < Dimension.COUNT; d++) {
            gain -= cost((load[d] - given[d]) * perBound[d]);
        }
        return gain;
    }

    /** Returns the decrease of the cost when the node gets loads, which may be negative. */
    double gainOfTaking(double[] taken) {
        double gain = 0;
        for (int d = 0; d < Dimension.COUNT; d++) {
            double before = taken[d] > bound[d] ? cost(load[d] / taken[d]) : cost[d];
            gain += before - cost(imbalanceWith(d, taken[d]));
        }
        return gain;
    }

    /** Returns an upper bound of the gain of getting any copy, or one for another, that is no more than the share of a node. */
    double mostOfTaking() {
        return totalCost;
    }

    /** Returns the cost of an imbalance: the square of the overload, and little below the share. */
    private static double cost(double imbalance) {
        double over = imbalance - 1;
        return over * over * (over < 0 ? BELOW_SHARE : 1);
    }
}
