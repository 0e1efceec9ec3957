package io.foreshard.shard.balance;

/**
 * A step that moves load from one node to another. Immutable and thread-safe.
 *
 * @param partition the partition whose copy or primary moves to the target
 * @param slot its slot: that of the source, or with a switch that of the target
 * @param target the node that gets it
 * @param isSwitch whether a backup becomes the primary, and no bytes are copied
 * @param counterPartition the partition whose copy moves the other way, or -1
 * @param counterSlot its slot, that of the target
 */
record MoveCandidate(int partition, int slot, int target, boolean isSwitch, int counterPartition, int counterSlot) {
    boolean isExchange() {
        return counterPartition >= 0;
    }
}
