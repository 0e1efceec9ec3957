package io.foreshard.plugin.shard;

import io.foreshard.shard.ShardDecision;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The changes that were advised lately, so that each is told once: evidence may be too short in single rounds, when a server answers late. Not thread-safe.
 */
final class Advice {
    private final long keepMillis;
    private final Map<Change, Long> wantedMillis = new HashMap<>();

    /** @param keep a change that was not wanted for so long is told again */
    Advice(Duration keep) {
        keepMillis = keep.toMillis();
    }

    /** Returns the changes that were not wanted lately. */
    List<ShardDecision> news(List<ShardDecision> changes, long nowMillis) {
        wantedMillis.values().removeIf(millis -> millis < nowMillis - keepMillis);
        return changes.stream()
                .filter(change -> wantedMillis.put(Change.of(change), nowMillis) == null)
                .toList();
    }

    /** A decision without its reason, whose numbers change. */
    private record Change(ShardDecision.Kind kind, int firstPartition, int partitions) {
        static Change of(ShardDecision decision) {
            return new Change(decision.kind(), decision.firstPartition(), decision.partitions());
        }
    }
}
