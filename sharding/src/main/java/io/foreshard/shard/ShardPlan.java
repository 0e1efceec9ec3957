package io.foreshard.shard;

import io.foreshard.shard.ShardDecision.Kind;
import java.util.List;
import java.util.stream.Stream;

/**
 * The outcome of one round of the planner. Immutable and thread-safe.
 *
 * @param catalogue the next catalogue; the same object as before when nothing changes
 * @param decisions first those about single partitions, then those about shards in the order of their partitions; a shard is covered by at least one, and the
 *     last one that covers it is the newest: a shard that is split twice in a round precedes its halves
 */
public record ShardPlan(ShardCatalogue catalogue, List<ShardDecision> decisions) {
    /**
     * Returns a plan that keeps all shards.
     *
     * @param reason why, as a phrase
     */
    public static ShardPlan keep(ShardCatalogue catalogue, String reason) {
        return new ShardPlan(
                catalogue,
                catalogue.shards().stream()
                        .map(shard -> shard.decision(Kind.KEEP, reason))
                        .toList());
    }

    /** Returns the splits and merges of the plan. */
    public List<ShardDecision> changes() {
        return decisions.stream()
                .filter(decision -> decision.kind() == Kind.SPLIT || decision.kind() == Kind.MERGE)
                .toList();
    }

    /** Returns the newest decision that covers a shard of the catalogue. */
    public ShardDecision about(Shard shard) {
        return decisions.stream()
                .filter(decision -> decision.covers(shard))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    /**
     * Returns the plan that keeps all boundaries and says in its reasons what this plan would change.
     *
     * @param present the catalogue that this plan was made for
     */
    public ShardPlan advice(ShardCatalogue present) {
        Stream<ShardDecision> partitions = decisions.stream()
                .filter(decision -> decision.kind() == Kind.OVERLOADED || decision.kind() == Kind.RECOVERED);
        Stream<ShardDecision> shards = present.shards().stream().map(shard -> {
            ShardDecision decision = about(shard);
            return switch (decision.kind()) {
                case SPLIT -> shard.decision(Kind.KEEP, "would be split: " + decision.reason());
                case MERGE -> shard.decision(Kind.KEEP, "would be merged with its neighbour: " + decision.reason());
                default -> decision;
            };
        });
        return new ShardPlan(
                present.withOverloaded(catalogue.overloadedPartitions()),
                Stream.concat(partitions, shards).toList());
    }
}
