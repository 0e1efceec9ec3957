package io.foreshard.tier;

/**
 * Neighbouring slots of an object.
 *
 * @param from first slot
 * @param to slot behind the last one
 */
record SlotRange(int from, int to) {
    int slots() {
        return to - from;
    }
}
