package io.foreshard.shard.balance;

import java.util.BitSet;

/** Tells which nodes carry in the last seconds what they carried in the last minutes. Immutable and thread-safe. */
final class CalmNodes {
    /** Difference between the two loads of a calm node, as a share of the larger of its load and the mean node. */
    private static final double CALM = 0.05;

    private final BitSet calm = new BitSet();
    private final BitSet changing = new BitSet();

    /**
     * @param steady loads over minutes
     * @param now loads over seconds, of the same nodes
     */
    CalmNodes(PlannedState steady, PlannedState now) {
        for (int node = 0; node < steady.nodes(); node++) {
            if (steady.isUp(node)) {
                boolean isCalm = change(steady, now, node) <= CALM * Math.max(1, steady.imbalance(node));
                (isCalm ? calm : changing).set(node);
            }
        }
    }

    private static double change(PlannedState steady, PlannedState now, int node) {
        double change = 0;
        for (int d = 0; d < Dimension.COUNT; d++) {
            change = Math.max(change, Math.abs(steady.load(node, d) - now.load(node, d)));
        }
        return change;
    }

    /** Returns the nodes that are up and calm; a copy. */
    BitSet calm() {
        return (BitSet) calm.clone();
    }

    /** Returns the number of nodes that are up and not calm. */
    int changing() {
        return changing.cardinality();
    }

    /** Returns whether the load of more than a share of the nodes changes. */
    boolean mostlyChanging(double share) {
        return changing() > share * (changing() + calm.cardinality());
    }

    /** Returns the largest imbalance of a node that is not calm; 0 if all are. */
    double changingImbalance(PlannedState loads) {
        return changing.stream().mapToDouble(loads::imbalance).max().orElse(0);
    }
}
