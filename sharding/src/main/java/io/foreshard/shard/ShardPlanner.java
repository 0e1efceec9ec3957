package io.foreshard.shard;

/**
 * The rule by which shards split and merge: a pure function of catalogue, history and time.
 *
 * <p>A split needs seconds of evidence above an absolute limit; a merge needs the maximum over minutes below a quarter of the limit, and shards of a minimum
 * age. The gap between the two conditions keeps an alternating load from splitting and merging the same prefix repeatedly. The shard that exceeds its limit
 * most is split first, down to single partitions, so a hot partition ends in a shard of its own and its neighbours in others. A pinned shard is neither split
 * nor merged. Immutable and thread-safe.
 */
public final class ShardPlanner {
    private final ShardLimits limits;

    public ShardPlanner(ShardLimits limits) {
        this.limits = limits;
    }

    /**
     * Decides about every shard.
     *
     * @param history the rounds measured so far, the newest at {@code nowMillis}
     */
    public ShardPlan plan(ShardCatalogue catalogue, LoadHistory history, long nowMillis) {
        if (history.isEmpty()) {
            return ShardPlan.keep(catalogue, "no load is measured yet");
        }
        return new ShardRound(limits, new Evidence(limits, history), catalogue, nowMillis).plan();
    }
}
