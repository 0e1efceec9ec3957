package io.foreshard.shard.balance;

/**
 * The best of the steps that were offered: the one with the highest gain per byte, of those that are worth their bytes. Not thread-safe.
 */
final class BestStep {
    /** Bytes that a step costs beside those it copies, as a share of the mean partition: keeps steps without bytes from being free. */
    private static final double FIXED_COST = 0.05;

    private final PlannedMoves moves;
    private final long maxBytes;
    private final double pricePerByte;
    private final double fixedBytes;
    private MoveCandidate best;
    private double bestPerByte;
    private boolean overBudget;
    private boolean costly;

    /**
     * @param price of copying the bytes of a mean node, in squared imbalance
     * @param maxBytes bytes that all moves of the round may copy
     */
    BestStep(PlannedState planned, PlannedMoves moves, double price, long maxBytes) {
        this.moves = moves;
        this.maxBytes = maxBytes;
        this.pricePerByte = price * planned.nodes() / Math.max(1, planned.bytes());
        this.fixedBytes = Math.max(1, FIXED_COST * planned.bytes() / planned.partitions());
    }

    /** Forgets all steps. */
    void clear() {
        best = null;
        bestPerByte = 0;
        overBudget = false;
        costly = false;
    }

    /** Returns the best step, or null. */
    MoveCandidate get() {
        return best;
    }

    /** Returns whether a step was refused because the bytes of the round are used. */
    boolean isOverBudget() {
        return overBudget;
    }

    /** Returns whether a step was refused because its gain is not worth the bytes. */
    boolean isCostly() {
        return costly;
    }

    /**
     * Returns whether offering a step changes anything. Asked for each step before the rules are that say whether it may be made, because these cost more.
     *
     * @param bytes that the step adds to those the round copies; may be negative
     */
    boolean matters(double gain, double bytes) {
        if (gain > price(bytes)) {
            return gain / cost(bytes) > bestPerByte;
        }
        return gain > 0 && !costly && best == null;
    }

    /** Returns whether it is known that no step with at most this gain changes anything. */
    boolean excludes(double mostGain, double bytes) {
        return (costly || best != null) && mostGain <= Math.max(price(bytes), bestPerByte * cost(bytes));
    }

    /** Keeps a step, which may be made, if it is worth its bytes and has the highest gain per byte so far. */
    void offer(
            int partition,
            int slot,
            int target,
            boolean isSwitch,
            int counter,
            int counterSlot,
            double gain,
            double bytes) {
        if (gain <= price(bytes)) {
            costly |= gain > 0;
        } else if (bytes > 0 && moves.bytes() + bytes > maxBytes) {
            overBudget = true;
        } else if (gain / cost(bytes) > bestPerByte) {
            bestPerByte = gain / cost(bytes);
            best = new MoveCandidate(partition, slot, target, isSwitch, counter, counterSlot);
        }
    }

    private double price(double bytes) {
        return Math.max(0, pricePerByte * (fixedBytes + bytes));
    }

    private double cost(double bytes) {
        return fixedBytes + Math.max(0, bytes);
    }
}
