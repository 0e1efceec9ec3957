package io.foreshard.shard.balance;

import io.foreshard.shard.balance.ServerNode.State;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The step of a round that gives partitions owners that are there to stay, in different failure domains: the partitions with the most load first, each copy to
 * the node that is least loaded after it. Moves that must be made balance the cluster on the way (Dicer). Not thread-safe.
 */
final class Repair {
    private final PlannedState planned;
    private final PlannedMoves moves;
    private final long maxBytes;

    /** @param maxBytes bytes that all moves of the round may copy */
    Repair(PlannedState planned, PlannedMoves moves, long maxBytes) {
        this.planned = planned;
        this.moves = moves;
        this.maxBytes = maxBytes;
    }

    void run() {
        IntStream.range(0, planned.partitions())
                .filter(this::needsRepair)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer partition) -> -largestWeight(partition))
                        .thenComparingInt(partition -> partition))
                .forEach(this::repair);
    }

    private boolean needsRepair(int partition) {
        int[] owners = planned.owners(partition);
        for (int slot = 0; slot < owners.length; slot++) {
            State state = planned.node(owners[slot]).state();
            if (state == State.LOST || state == State.LEAVING || planned.violatesDomains(partition, slot)) {
                return true;
            }
        }
        return false;
    }

    private void repair(int partition) {
        if (Arrays.stream(planned.owners(partition)).allMatch(planned::isLost)) {
            moves.refuse(
                    Reason.LAST_COPY_LOST,
                    partition,
                    planned.ownerIds(partition).get(0),
                    "all owners of partition " + partition + " are lost; it waits for " + planned.ownerIds(partition));
            return;
        }
        // Its copies are too few, or too many in one place: balancing takes none of those that are left from their
        // nodes.
        moves.rest(partition);
        replacePrimary(partition);
        for (int slot = 0; slot < planned.owners(partition).length; slot++) {
            int owner = planned.owners(partition)[slot];
            String id = planned.node(owner).consistentId();
            switch (planned.node(owner).state()) {
                case LOST -> replace(Reason.OWNER_LOST, partition, slot, id + " is lost with its copy");
                case LEAVING -> replace(Reason.OWNER_LEAVING, partition, slot, id + " leaves");
                case UP, UNKNOWN -> {
                    if (planned.violatesDomains(partition, slot)) {
                        separate(partition, slot);
                    }
                }
            }
        }
    }

    /** Makes a backup on a node that is up the primary, if the primary is lost or leaves: it has the rows already. */
    private void replacePrimary(int partition) {
        int[] owners = planned.owners(partition);
        State state = planned.node(owners[0]).state();
        if (state != State.LOST && state != State.LEAVING) {
            return;
        }
        IntStream.range(1, owners.length)
                .filter(slot -> planned.isUp(owners[slot]))
                .boxed()
                .min(Comparator.comparingDouble(slot -> loadWith(partition, true, owners[slot])))
                .ifPresent(slot -> moves.switchPrimary(
                        state == State.LOST ? Reason.OWNER_LOST : Reason.OWNER_LEAVING,
                        partition,
                        slot,
                        planned.node(owners[0]).consistentId() + (state == State.LOST ? " is lost" : " leaves")));
    }

    private void separate(int partition, int slot) {
        ServerNode owner = planned.node(planned.owners(partition)[slot]);
        String reason = "another copy is in the domain '" + owner.domain() + "' of " + owner.consistentId();
        if (moves.isPinned(partition)) {
            moves.refuse(Reason.PINNED, partition, owner.consistentId(), reason + ", and the partition is pinned");
        } else {
            replace(Reason.SAME_DOMAIN, partition, slot, reason);
        }
    }

    private void replace(Reason code, int partition, int slot, String reason) {
        int target = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int node = 0; node < planned.nodes(); node++) {
            if (planned.mayOwn(node, partition, slot)) {
                double after = loadWith(partition, slot == 0, node);
                if (after < least) {
                    least = after;
                    target = node;
                }
            }
        }
        String id = planned.node(planned.owners(partition)[slot]).consistentId();
        if (target < 0) {
            moves.refuse(Reason.NO_TARGET, partition, id, reason + ", and no other node may take the copy");
        } else if (moves.bytes() + planned.bytes(partition) > maxBytes && !moves.isEmpty()) {
            moves.refuse(Reason.BUDGET, partition, id, reason + "; the " + maxBytes + " bytes of this round are used");
        } else {
            moves.move(code, partition, slot, target, reason);
        }
    }

    private double largestWeight(int partition) {
        double largest = 0;
        for (int d = 0; d < Dimension.COUNT; d++) {
            largest = Math.max(largest, planned.share(partition, d));
        }
        return largest;
    }

    /** Returns the largest load of a node after it got a copy. */
    private double loadWith(int partition, boolean primary, int node) {
        double largest = 0;
        for (int d = 0; d < Dimension.COUNT; d++) {
            largest = Math.max(largest, planned.load(node, d) + planned.weight(partition, primary, node, d));
        }
        return largest;
    }
}
