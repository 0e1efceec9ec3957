package io.foreshard.plugin.shard;

import io.foreshard.shard.balance.PlacementDecision;
import java.io.Serializable;
import java.util.List;

/** What a round decided about the owners of partitions. Immutable and thread-safe. */
final class PlacementRound implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long verified;
    private final List<PlacementDecision> decisions;

    /**
     * @param verified newest version of the placement whose move was completed, with equal rows on all owners
     * @param decisions copies that are not settled, or moves, and the reasons why no more moves
     */
    PlacementRound(long verified, List<PlacementDecision> decisions) {
        this.verified = verified;
        this.decisions = List.copyOf(decisions);
    }

    long verified() {
        return verified;
    }

    List<PlacementDecision> decisions() {
        return decisions;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PlacementRound round && verified == round.verified && decisions.equals(round.decisions);
    }

    @Override
    public int hashCode() {
        return decisions.hashCode();
    }
}
